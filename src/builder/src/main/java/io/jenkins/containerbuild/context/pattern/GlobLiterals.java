package io.jenkins.containerbuild.context.pattern;

/**
 * The literal text of a pattern, which every matching path contains.
 *
 * @param head text at the start of the path
 * @param inside text anywhere in the path
 * @param tail text at the end of the path
 */
record GlobLiterals(String head, String inside, String tail) {
    private static final String OPERATORS = "*?[]^";

    static GlobLiterals of(String pattern) {
        return new GlobLiterals(head(pattern), inside(pattern), tail(pattern));
    }

    boolean areIn(String path) {
        return path.startsWith(head) && path.endsWith(tail) && path.contains(inside);
    }

    /** Returns the text before the first operator. */
    static String head(String pattern) {
        int end = 0;
        while (!isUnpredictable(pattern) && end < pattern.length() && isLiteral(pattern.charAt(end))) {
            end++;
        }
        return pattern.substring(0, end);
    }

    /**
     * Returns the literal text at the end of the pattern, at most its last name. The slash before the last name is not
     * included, because it may be optional, as in {@code **}{@code /name}.
     */
    private static String tail(String pattern) {
        int start = pattern.length();
        while (!isUnpredictable(pattern)
                && start > 0
                && isLiteral(pattern.charAt(start - 1))
                && pattern.charAt(start - 1) != '/') {
            start--;
        }
        return pattern.substring(start);
    }

    /** Returns the longest text between operators and slashes, or "" if the pattern contains a class. */
    private static String inside(String pattern) {
        String longest = "";
        int start = 0;
        boolean unknown = isUnpredictable(pattern) || pattern.indexOf('[') >= 0;
        for (int i = 0; !unknown && i <= pattern.length(); i++) {
            if (i == pattern.length() || !isLiteral(pattern.charAt(i)) || pattern.charAt(i) == '/') {
                longest = i - start > longest.length() ? pattern.substring(start, i) : longest;
                start = i + 1;
            }
        }
        return longest;
    }

    /**
     * Whether a match may lack the literal text of the pattern, because of alternatives, repetition or escapes such as
     * {@code \Q}.
     */
    static boolean isUnpredictable(String pattern) {
        return pattern.indexOf('|') >= 0 || pattern.indexOf('{') >= 0 || pattern.indexOf('\\') >= 0;
    }

    /**
     * Whether the character is literal. Excludes surrogates and higher characters: {@link #wellFormed} may change them.
     */
    private static boolean isLiteral(char c) {
        return c < Character.MIN_SURROGATE && OPERATORS.indexOf(c) < 0;
    }

    /** Replaces unpaired surrogates, which represent invalid UTF-8, with U+FFFD, as Go reads such bytes. */
    static String wellFormed(String text) {
        StringBuilder replaced = null;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                replaced = replaced == null ? new StringBuilder(text) : replaced;
                replaced.setCharAt(i, '\uFFFD');
            }
        }
        return replaced == null ? text : replaced.toString();
    }
}
