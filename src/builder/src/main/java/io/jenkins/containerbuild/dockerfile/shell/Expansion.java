package io.jenkins.containerbuild.dockerfile.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Expands the variables of an instruction's parts while a stage is evaluated, or leaves them while only syntax is checked. */
public final class Expansion {
    /** Leaves everything as written. */
    public static final Expansion NONE = new Expansion(null, null);

    /** Characters that all expansions of a Dockerfile together may add. */
    private static final int MOST_GROWTH = 16 << 20;

    private final ShellLexer lexer;
    private final ShellLexer documents;
    private int growth;

    private Expansion(ShellLexer lexer, ShellLexer documents) {
        this.lexer = lexer;
        this.documents = documents;
    }

    /** @param variables gives a variable's value, or null where it is not set */
    public static Expansion of(char escape, UnaryOperator<String> variables) {
        return new Expansion(
                ShellLexer.expanding(escape, variables),
                ShellLexer.expanding('\\', variables).with(ShellLexer.Quotes.ORDINARY));
    }

    /** False where only syntax is checked, so that values are not known yet. */
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

    /** A heredoc's content: its quotes are ordinary characters, and a backslash escapes whatever the Dockerfile's escape character is. */
    public String document(String content) {
        return isReal() ? counted(content, documents.word(content)) : content;
    }

    private String counted(String text, String expanded) {
        spend(expanded.length() - text.length());
        return expanded;
    }

    /** Counts what grows out of a few characters, so that no Dockerfile fills the memory. */
    public void spend(int characters) {
        growth += Math.max(0, characters);
        if (growth > MOST_GROWTH) {
            throw new Mistake(
                    "variables in the instructions up to this line expand to more than " + MOST_GROWTH + " characters");
        }
    }
}
