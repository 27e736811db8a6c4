package io.jenkins.containerbuild.dockerfile;

/** The replacement text of Go's regular expressions, for an expression without groups. */
final class GoTemplate {
    private GoTemplate() {}

    /** {@code $$} becomes a dollar, {@code $0} what was found, any other {@code $name} nothing; a dollar before anything else stays. */
    static String expand(String template, String found) {
        if (template.indexOf('$') < 0) {
            return template;
        }
        StringBuilder result = new StringBuilder();
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i);
            if (c != '$') {
                result.append(c);
                i++;
            } else if (template.startsWith("$$", i)) {
                result.append('$');
                i += 2;
            } else {
                i = reference(template, i, found, result);
            }
        }
        return result.toString();
    }

    /** Index behind the reference that starts at the dollar. */
    private static int reference(String template, int dollar, String found, StringBuilder result) {
        boolean braced = template.startsWith("{", dollar + 1);
        int start = dollar + (braced ? 2 : 1);
        int end = start;
        while (end < template.length() && isWord(template.charAt(end))) {
            end++;
        }
        boolean closed = !braced || template.startsWith("}", end);
        if (end == start || !closed) {
            result.append('$');
            return dollar + 1;
        }
        if (isZero(template, start, end)) {
            result.append(found);
        }
        return braced ? end + 1 : end;
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetter(c) || Character.isDigit(c);
    }

    private static boolean isZero(String template, int start, int end) {
        return end == start + 1 && template.charAt(start) == '0';
    }
}
