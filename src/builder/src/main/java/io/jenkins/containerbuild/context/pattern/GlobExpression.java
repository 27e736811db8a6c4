package io.jenkins.containerbuild.context.pattern;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * The regular expression that moby/patternmatcher creates from a pattern. Since Go's {@code regexp} interprets this
 * expression, {@code |}, {@code {2,3}}, {@code ^} and escapes such as {@code \b} or {@code \Q} in the pattern are
 * operators, not literal characters.
 *
 * @param kind how the pattern is compared with a path
 * @param text the expression, complete only for {@link Glob.Kind#EXPRESSION}
 */
record GlobExpression(Glob.Kind kind, String text) {
    /**
     * Characters that are escaped. Because of a bug, moby/patternmatcher does not escape bars and braces, although it
     * intends to.
     */
    private static final String ESCAPED = ".+()$";

    private static final Pattern REPETITION = Pattern.compile("\\{[0-9]+(,[0-9]*)?}");

    /** The highest repetition count that Go's regexp accepts. */
    private static final int MOST_REPETITIONS = 1000;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * Creates the expression; throws an {@link IllegalArgumentException} with the reason if the pattern has an escape
     * that Go does not support.
     */
    static GlobExpression of(String pattern) {
        Glob.Kind kind = Glob.Kind.EXACT;
        StringBuilder text = new StringBuilder("^");
        int end = pattern.length();
        for (int i = pattern.startsWith(BYTE_ORDER_MARK) ? 1 : 0; i < end; i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**", i)) {
                boolean first = i == 0;
                i += pattern.startsWith("/", i + 2) ? 2 : 1;
                boolean last = i + 1 == end;
                boolean prefix = last && kind == Glob.Kind.EXACT;
                if (!prefix) {
                    text.append(last ? ".*" : "(.*/)?");
                }
                kind = first ? Glob.Kind.SUFFIX : prefix ? Glob.Kind.PREFIX : Glob.Kind.EXPRESSION;
            } else if (c == '*' || c == '?') {
                text.append(c == '*' ? "[^/]*" : "[^/]");
                kind = Glob.Kind.EXPRESSION;
            } else if (c == '\\') {
                text.append(c);
                if (++i < end) {
                    text.append(escaped(pattern, i));
                    kind = Glob.Kind.EXPRESSION;
                }
            } else {
                text.append(ESCAPED.indexOf(c) >= 0 ? "\\" : "").append(c);
                kind = c == '[' || c == ']' ? Glob.Kind.EXPRESSION : kind;
            }
        }
        return new GlobExpression(kind, text.append('$').toString());
    }

    /**
     * Returns the escaped character at the index. Rejects an escaped non-ASCII character, which Go does not accept but
     * re2j does. After {@code \\Q}, a backslash is not an escape.
     */
    private static char escaped(String pattern, int index) {
        char c = pattern.charAt(index);
        if (c >= 0x80 && !pattern.contains("\\Q")) {
            throw new IllegalArgumentException("invalid escape sequence \\" + pattern.substring(index));
        }
        return c;
    }

    /**
     * Estimated size of the compiled expression in characters, where each repetition such as {@code {2,3}} counts as
     * 1,000; 0 if a plain comparison is enough.
     */
    int size() {
        if (kind != Glob.Kind.EXPRESSION) {
            return 0;
        }
        int size = text.length();
        for (Matcher matcher = REPETITION.matcher(text); matcher.find(); ) {
            size += MOST_REPETITIONS;
        }
        return size;
    }
}
