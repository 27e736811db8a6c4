package io.jenkins.containerbuild.dockerfile;

import java.util.List;
import java.util.StringJoiner;

/** Quotes text as Go's {@code %q} does. BuildKit uses this format for commands in the image history. */
final class GoQuote {
    private GoQuote() {}

    /** The quoted texts as a list: {@code ["a" "b"]}. */
    static String list(List<String> texts) {
        StringJoiner result = new StringJoiner(" ", "[", "]");
        for (String text : texts) {
            result.add(text(text));
        }
        return result.toString();
    }

    static String text(String text) {
        StringBuilder result = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            append(result, text.codePointAt(i), '"');
        }
        return result.append('"').toString();
    }

    /** The character with the given code point, in single quotes. */
    static String character(int code) {
        StringBuilder result = new StringBuilder("'");
        append(result, Character.isValidCodePoint(code) ? code : 0xFFFD, '\'');
        return result.append('\'').toString();
    }

    private static void append(StringBuilder result, int c, char quote) {
        int special = "\u0007\b\f\n\r\t\u000b\\".indexOf(c);
        if (c == quote) {
            result.append('\\').append(quote);
        } else if (special >= 0) {
            result.append('\\').append("abfnrtv\\".charAt(special));
        } else if (c < ' ' || c == 0x7F) {
            result.append(String.format("\\x%02x", c));
        } else if (isPrintable(c)) {
            result.appendCodePoint(c);
        } else {
            result.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
