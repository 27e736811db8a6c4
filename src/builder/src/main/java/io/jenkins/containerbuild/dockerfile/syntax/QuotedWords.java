package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits text at white space that is neither quoted nor escaped. Keeps quotes and escapes: expansion removes them
 * later.
 */
public final class QuotedWords {
    private final String text;
    private final char escape;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int position;

    private QuotedWords(String text, char escape) {
        this.text = text;
        this.escape = escape;
    }

    public static List<String> split(String text, char escape) {
        QuotedWords splitter = new QuotedWords(text, escape);
        splitter.split();
        return splitter.words;
    }

    private void split() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (Whitespace.isSpace(c)) {
                finishWord();
                position++;
            } else if (c == '\'' || c == '"') {
                quoted(c);
            } else {
                character();
            }
        }
        finishWord();
    }

    private void finishWord() {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Reads quoted text up to the closing quote, or to the end of the text if there is none. */
    private void quoted(char quote) {
        word.append(quote);
        position++;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == quote) {
                word.append(c);
                position++;
                return;
            }
            if (quote == '\'') {
                word.append(c);
                position++;
            } else {
                character();
            }
        }
    }

    /**
     * Reads one character, or an escape character and the character after it. An escape character at the end is
     * dropped.
     */
    private void character() {
        char c = text.charAt(position++);
        if (c != escape) {
            word.append(c);
        } else if (position < text.length()) {
            word.append(c).append(text.charAt(position++));
        }
    }
}
