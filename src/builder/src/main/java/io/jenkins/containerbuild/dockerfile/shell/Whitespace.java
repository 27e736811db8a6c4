package io.jenkins.containerbuild.dockerfile.shell;

import java.util.ArrayList;
import java.util.List;

/** The two definitions of white space in BuildKit's parser: Unicode's for trimming, and a short list for splitting. */
public final class Whitespace {
    private Whitespace() {}

    /** Whether a character has Unicode's property White_Space, as Go's {@code unicode.IsSpace} defines it. */
    public static boolean isSpace(int character) {
        if (character < 0x80) {
            return character == ' ' || character >= '\t' && character <= '\r';
        }
        return character == 0x85
                || character == 0xA0
                || character == 0x1680
                || character >= 0x2000 && character <= 0x200A
                || character == 0x2028
                || character == 0x2029
                || character == 0x202F
                || character == 0x205F
                || character == 0x3000;
    }

    public static String trim(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return trimStart(text.substring(0, end));
    }

    public static String trimStart(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    /** Whether the character separates words. A line feed does not: a line cannot contain one. */
    private static boolean separates(char character) {
        return character == ' ' || character == '\t' || character >= 0x0B && character <= '\r';
    }

    /** Splits at separators. The first or last word is empty if the text starts or ends with a separator. */
    public static List<String> split(String text) {
        return split(text, Integer.MAX_VALUE);
    }

    /**
     * Splits as {@link #split(String)} does, into at most {@code limit} words; the last one is the rest of the text.
     */
    public static List<String> split(String text, int limit) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length() && words.size() < limit - 1; i++) {
            if (separates(text.charAt(i))) {
                words.add(text.substring(start, i));
                while (i + 1 < text.length() && separates(text.charAt(i + 1))) {
                    i++;
                }
                start = i + 1;
            }
        }
        words.add(text.substring(start));
        return words;
    }
}
