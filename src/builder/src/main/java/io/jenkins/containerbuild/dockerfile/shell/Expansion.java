package io.jenkins.containerbuild.dockerfile.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Expands variables in an instruction when a stage is evaluated, or keeps them as written when only syntax is checked.
 */
public final class Expansion {
    /** Keeps all text as written, for checks of the syntax. */
    public static final Expansion NONE = new Expansion(null, null);

    /** Maximum number of characters that all expansions of a Dockerfile may add in total. */
    private static final int MOST_GROWTH = 16 << 20;

    private final ShellLexer lexer;
    private final ShellLexer documents;
    private int growth;

    private Expansion(ShellLexer lexer, ShellLexer documents) {
        this.lexer = lexer;
        this.documents = documents;
    }

    /**
     * Expands variables.
     *
     * @param escape escape character of the Dockerfile, backslash or backtick
     * @param variables returns the value of a variable, or null if it is not set
     */
    public static Expansion of(char escape, UnaryOperator<String> variables) {
        return new Expansion(
                ShellLexer.expanding(escape, variables),
                ShellLexer.expanding('\\', variables).with(ShellLexer.Quotes.ORDINARY));
    }

    /** Whether variables are expanded: false if only syntax is checked, because values are not known yet. */
    public boolean isReal() {
        return lexer != null;
    }

    public String word(String text) {
        return isReal() ? counted(text, lexer.word(text)) : text;
    }

    public List<String> all(List<String> texts) {
        if (!isReal()) {
            return texts;
        }
        List<String> expanded = new ArrayList<>(texts.size());
        for (String text : texts) {
            expanded.add(word(text));
        }
        return Collections.unmodifiableList(expanded);
    }

    public List<String> words(String text) {
        if (!isReal()) {
            return List.of(text);
        }
        List<String> words = lexer.words(text);
        for (String word : words) {
            counted(text, word);
        }
        return words;
    }

    /**
     * Expands the content of a heredoc. Quotes are ordinary characters, and the escape character is always the
     * backslash, whatever the escape character of the Dockerfile is.
     */
    public String document(String content) {
        return isReal() ? counted(content, documents.word(content)) : content;
    }

    private String counted(String text, String expanded) {
        spend(expanded.length() - text.length());
        return expanded;
    }

    /**
     * Counts characters that an expansion adds, so that a small Dockerfile cannot exhaust memory. Throws a
     * {@link Mistake} if the total exceeds the limit.
     */
    public void spend(int characters) {
        growth += Math.max(0, characters);
        if (growth > MOST_GROWTH) {
            throw new Mistake(
                    "variables in the instructions up to this line expand to more than " + MOST_GROWTH + " characters");
        }
    }
}
