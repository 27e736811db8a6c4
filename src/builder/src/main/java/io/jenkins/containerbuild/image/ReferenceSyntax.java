package io.jenkins.containerbuild.image;

/**
 * Checks the parts of an image name against the grammar in CNCF Distribution's reference package. Avoids regular
 * expressions, because loading them adds several milliseconds to each start of the command line.
 */
final class ReferenceSyntax {
    private static final int LONGEST_TAG = 128;

    private ReferenceSyntax() {}

    /** Whether the text matches {@code [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}}. */
    static boolean isTag(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '_' && (i == 0 || c != '.' && c != '-')) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= LONGEST_TAG;
    }

    /** Whether the text is a host name or an IPv6 address in brackets, optionally with a port. */
    static boolean isRegistry(String text) {
        int colon = text.indexOf(':', text.indexOf(']') + 1);
        String host = colon < 0 ? text : text.substring(0, colon);
        return (host.startsWith("[") ? isAddress(host) : isHost(host)) && (colon < 0 || isPort(text, colon + 1));
    }

    private static boolean isAddress(String host) {
        int end = host.length() - 1;
        for (int i = 1; i < end; i++) {
            if (Character.digit(host.charAt(i), 16) < 0 && host.charAt(i) != ':' || host.charAt(i) > 'f') {
                return false;
            }
        }
        return end > 1 && host.charAt(end) == ']';
    }

    /** Whether the text consists of labels separated by dots; a label neither begins nor ends with a dash. */
    private static boolean isHost(String host) {
        char before = '.';
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean right = c == '-' ? before != '.' : c == '.' ? isLetterOrDigit(before) : isLetterOrDigit(c);
            if (!right) {
                return false;
            }
            before = c;
        }
        return isLetterOrDigit(before);
    }

    private static boolean isPort(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < text.length();
    }

    /**
     * Whether the text consists of words of lower-case letters and digits, separated by a dot, one or two underscores,
     * any number of dashes, or a slash.
     */
    static boolean isRepository(String text) {
        int at = 0;
        while (true) {
            int word = at;
            while (at < text.length() && isLowerCaseOrDigit(text.charAt(at))) {
                at++;
            }
            if (at == word || at == text.length()) {
                return at > word;
            }
            int separator = at;
            while (at < text.length() && text.charAt(at) == text.charAt(separator)) {
                at++;
            }
            int longest =
                    switch (text.charAt(separator)) {
                        case '.', '/' -> 1;
                        case '_' -> 2;
                        case '-' -> text.length();
                        default -> 0;
                    };
            if (at - separator > longest) {
                return false;
            }
        }
    }

    private static boolean isLowerCaseOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    private static boolean isLetterOrDigit(char c) {
        return isLowerCaseOrDigit(c) || c >= 'A' && c <= 'Z';
    }
}
