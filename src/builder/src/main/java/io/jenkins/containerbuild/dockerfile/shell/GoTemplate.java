package io.jenkins.containerbuild.dockerfile.shell;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** Expands a replacement text as Go's {@code regexp} does for an expression without groups. */
final class GoTemplate {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:(\\$)|([_\\pL\\p{Nd}]+)|\\{([_\\pL\\p{Nd}]+)\\})");

    private GoTemplate() {}

    /**
     * Replaces {@code $$} by a dollar sign, {@code $0} by the match and any other {@code $name} by nothing. A dollar
     * sign before anything else is kept.
     */
    static String expand(String template, String match) {
        Matcher reference = REFERENCE.matcher(template);
        StringBuilder result = new StringBuilder();
        int copied = 0;
        while (reference.find()) {
            result.append(template, copied, reference.start());
            if (reference.group(1) != null) {
                result.append('$');
            } else if ("0".equals(reference.group(2)) || "0".equals(reference.group(3))) {
                result.append(match);
            }
            copied = reference.end();
        }
        return result.append(template, copied, template.length()).toString();
    }
}
