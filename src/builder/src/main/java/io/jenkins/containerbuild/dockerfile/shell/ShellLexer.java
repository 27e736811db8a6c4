package io.jenkins.containerbuild.dockerfile.shell;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Expands variables and removes quotes and escapes as BuildKit's shell lexer does, which differs from a shell in
 * details. It supports {@code $name}, <code>${name}</code> with the modifiers {@code :- :+ :? - + ? # ## % %% / //},
 * single quotes, double quotes and an escape character.
 *
 * @param escape escape character, {@code \} or {@code `}
 * @param variables returns the value of a variable, or null if it is not set
 * @param unset replacement of variables that are not set
 * @param quotes treatment of quotes
 * @param keepEscapes whether the result keeps escape characters
 */
public record ShellLexer(
        char escape, UnaryOperator<String> variables, Unset unset, Quotes quotes, boolean keepEscapes) {

    /** The replacement of a variable that is not set. */
    enum Unset {
        EMPTY,
        AS_WRITTEN
    }

    /** The treatment of quotes. */
    public enum Quotes {
        REMOVED,
        /** Quotes protect their content and remain in the result. */
        KEPT,
        /** Quotes are ordinary characters. */
        ORDINARY
    }

    public static ShellLexer expanding(char escape, UnaryOperator<String> variables) {
        return new ShellLexer(escape, variables, Unset.EMPTY, Quotes.REMOVED, false);
    }

    /** A lexer that only splits into words: references to variables are kept as written. */
    public static ShellLexer splitting() {
        return new ShellLexer('\\', name -> null, Unset.AS_WRITTEN, Quotes.REMOVED, false);
    }

    public ShellLexer with(Quotes other) {
        return new ShellLexer(escape, variables, unset, other, keepEscapes);
    }

    public ShellLexer keepingEscapes() {
        return new ShellLexer(escape, variables, unset, quotes, true);
    }

    /**
     * Expands the text to one word and keeps its white space.
     *
     * @throws Mistake if a quote or brace is not closed, a modifier is unknown, or the variable of {@code :?} is not
     *     set
     */
    public String word(String source) {
        return isPlain(source) ? ShellScan.withoutMark(source) : new ShellScan(this, source).word();
    }

    /**
     * Expands the text and splits it at white space that is not quoted, including white space in values of variables.
     *
     * @throws Mistake under the same conditions as {@link #word}
     */
    public List<String> words(String source) {
        return new ShellScan(this, source).words();
    }

    /** Whether the text contains nothing to expand or remove, as most words do. */
    private boolean isPlain(String source) {
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '$' || c == '\'' || c == '"' || c == escape) {
                return false;
            }
        }
        return true;
    }
}
