package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Separates the flags at the start of an instruction's arguments and removes quotes and escapes from the flags.
 * BuildKit converts each byte of a flag to one character, so it reads UTF-8 as if it were Latin-1. This class does the
 * same, because the resulting images must be equal.
 */
final class FlagSyntax {
    private final String bytes;
    private final char escape;
    private final List<String> flags;
    private int position;

    private FlagSyntax(String bytes, char escape, List<String> flags) {
        this.bytes = bytes;
        this.escape = escape;
        this.flags = flags;
    }

    /** Returns the text without its flags and adds the flags to the list. */
    static String split(String text, char escape, List<String> flags) {
        if (!text.contains("--")) {
            return text;
        }
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String rest = new FlagSyntax(bytes, escape, flags).split();
        return new String(rest.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private String split() {
        while (true) {
            while (position < bytes.length() && Whitespace.isSpace(bytes.charAt(position))) {
                position++;
            }
            if (!bytes.startsWith("--", position)) {
                return bytes.substring(position);
            }
            String word = word();
            if (word.equals("--")) {
                return bytes.substring(position);
            }
            flags.add(word);
        }
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (position < bytes.length() && !Whitespace.isSpace(bytes.charAt(position))) {
            char c = bytes.charAt(position);
            if (c == '\'' || c == '"') {
                position++;
                quoted(c, word);
            } else {
                character(word);
            }
        }
        return word.toString();
    }

    private void quoted(char quote, StringBuilder word) {
        while (position < bytes.length()) {
            if (bytes.charAt(position) == quote) {
                position++;
                return;
            }
            character(word);
        }
    }

    private void character(StringBuilder word) {
        char c = bytes.charAt(position++);
        if (c != escape) {
            word.append(c);
        } else if (position < bytes.length()) {
            word.append(bytes.charAt(position++));
        }
    }
}
