package io.jenkins.containerbuild.dockerfile.shell;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Expands variables and removes quotes and escapes as BuildKit's shell lexer does, which is like a shell's but not quite: {@code $name},
 * <code>${name}</code> with the modifiers {@code :- :+ :? - + ? # ## % %% / //}, single quotes, double quotes, an escape character.
 *
 * @param escape {@code \} or {@code `}
 * @param variables gives a variable's value, or null where it is not set
 * @param unset what becomes of a variable that is not set
 * @param quotes what becomes of quotes
 * @param keepEscapes whether escape characters stay in the result
 */
public record ShellLexer(
        char escape, UnaryOperator<String> variables, Unset unset, Quotes quotes, boolean keepEscapes) {

    /** What becomes of a variable that is not set. */
    enum Unset {
        EMPTY,
        AS_WRITTEN
    }

    /** What becomes of quotes. */
    public enum Quotes {
        REMOVED,
        /** They quote, and stay in the result. */
        KEPT,
        /** They are characters as others and quote nothing. */
        ORDINARY
    }

    public static ShellLexer expanding(char escape, UnaryOperator<String> variables) {
        return new ShellLexer(escape, variables, Unset.EMPTY, Quotes.REMOVED, false);
    }

    /** Only splits: no variable is set, and what would expand one stays as written. */
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
     * Expands to one word; white space stays.
     *
     * @throws Mistake where a quote or a brace is not closed, a modifier is unknown, or {@code :?} finds a variable missing
     */
    public String word(String source) {
        return isPlain(source) ? ShellScan.withoutMark(source) : new ShellScan(this, source).word();
    }

    /** Expands and splits at white space that is not quoted, also at that which comes out of variables. Throws as {@link #word}. */
    public List<String> words(String source) {
        return new ShellScan(this, source).words();
    }

    /** Most words have nothing to expand. */
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
