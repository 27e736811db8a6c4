package io.jenkins.containerbuild.policy;

/**
 * Patterns in a policy: {@code *} matches anything except a slash, {@code **} matches anything, all other characters
 * match themselves.
 */
final class NamePattern {
    private NamePattern() {}

    /** Matches names in which slashes separate the parts, such as job names. */
    static boolean matchesName(String pattern, String name) {
        return matches(pattern, name);
    }

    /** Matches values, in which a slash has no special meaning. */
    static boolean matchesValue(String pattern, String value) {
        return matches(pattern.replaceAll("\\*+", "**"), value);
    }

    /**
     * Backtracks only to the last {@code *} or, if a slash prevents a longer match, to the last {@code **}, so the time
     * cannot grow exponentially.
     */
    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int[] single = {-1, 0};
        int[] any = {-1, 0};
        while (t < text.length()) {
            if (pattern.startsWith("**", p)) {
                p += 2;
                any = new int[] {p, t};
                single[0] = -1;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                p++;
                single = new int[] {p, t};
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (single[0] >= 0 && text.charAt(single[1]) != '/') {
                p = single[0];
                t = ++single[1];
            } else if (any[0] >= 0) {
                p = any[0];
                t = ++any[1];
                single[0] = -1;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
