package io.jenkins.containerbuild.dockerfile.shell;

import java.util.ArrayList;
import java.util.List;

/** One pass of a {@link ShellLexer} over a text. */
public final class ShellScan {
    static final int END = -1;

    /** Maximum nesting depth of <code>${a:-${b:-…}}</code>; limited because each level uses stack space. */
    private static final int DEEPEST = 200;

    /** Maximum number of characters that expansion may add to a text: a few dozen doublings would exhaust memory. */
    private static final int MOST_GROWTH = 1 << 20;

    private static final String SPECIAL_PARAMETERS = "@*#?-$!0";

    private final ShellLexer lexer;
    private final String source;
    private boolean keepEscapes;
    private int position;
    private int depth;

    ShellScan(ShellLexer lexer, String source) {
        this.lexer = lexer;
        this.source = withoutMark(source);
        this.keepEscapes = lexer.keepEscapes();
    }

    /** Removes a byte order mark at the start of a text, as Go's text scanner does. */
    public static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    String word() {
        Sink sink = new Sink();
        scan(sink);
        return sink.word.toString();
    }

    List<String> words() {
        SplittingSink sink = new SplittingSink();
        scan(sink);
        return sink.finished();
    }

    private void scan(Sink sink) {
        try {
            scanUntil(END, sink);
        } catch (Mistake mistake) {
            throw new Mistake("failed to process \"" + shortened() + "\": " + mistake.getMessage());
        }
    }

    private String shortened() {
        int most = 200;
        return source.length() <= most ? source : source.substring(0, most) + "…";
    }

    int peek() {
        return position < source.length() ? source.charAt(position) : END;
    }

    int next() {
        return position < source.length() ? source.charAt(position++) : END;
    }

    /**
     * Scans up to and including the first {@code stop} that is not quoted, escaped or nested, or to the end of the text
     * if {@code stop} is {@link #END}.
     */
    private void scanUntil(int stop, Sink sink) {
        for (int c = peek(); c != END; c = peek()) {
            if (c == stop) {
                next();
                return;
            }
            boolean quotes = lexer.quotes() != ShellLexer.Quotes.ORDINARY;
            if (c == '$') {
                sink.expanded(dollar());
                checkSize(sink.word);
            } else if (c == '<') {
                sink.literal(possibleHeredoc());
            } else if (c == '\'' && quotes) {
                sink.literal(singleQuoted());
            } else if (c == '"' && quotes) {
                sink.literal(doubleQuoted());
            } else if (c == lexer.escape()) {
                escaped(sink);
            } else {
                sink.plain((char) next());
            }
        }
        if (stop != END) {
            throw new Mistake("unexpected end of statement while looking for matching " + (char) stop);
        }
    }

    /** The operand of a modifier: the expanded text up to {@code stop}. */
    String operand(char stop, boolean withEscapes) {
        if (depth == DEEPEST) {
            throw new Mistake("substitutions are nested more than " + DEEPEST + " levels deep");
        }
        boolean before = keepEscapes;
        keepEscapes = withEscapes;
        depth++;
        try {
            Sink sink = new Sink();
            scanUntil(stop, sink);
            return sink.word.toString();
        } catch (Mistake mistake) {
            throw peek() == END ? new Mistake("syntax error: missing '" + stop + "' in ${}") : mistake;
        } finally {
            keepEscapes = before;
            depth--;
        }
    }

    private void escaped(Sink sink) {
        char escape = (char) next();
        if (keepEscapes) {
            sink.literal(escape);
        }
        if (peek() != END) {
            sink.literal((char) next());
        }
    }

    private String singleQuoted() {
        int end = source.indexOf('\'', position + 1);
        if (end < 0) {
            position = source.length();
            throw new Mistake("unexpected end of statement while looking for matching single-quote");
        }
        String inner = source.substring(position + 1, end);
        position = end + 1;
        return lexer.quotes() == ShellLexer.Quotes.KEPT ? "'" + inner + "'" : inner;
    }

    private String doubleQuoted() {
        next();
        StringBuilder result = new StringBuilder();
        for (int c = peek(); c != '"'; c = peek()) {
            if (c == END) {
                throw new Mistake("unexpected end of statement while looking for matching double-quote");
            }
            if (c == '$') {
                result.append(dollar());
                checkSize(result);
            } else if (c == lexer.escape()) {
                escapedInDoubleQuotes(result);
            } else {
                result.append((char) next());
            }
        }
        next();
        return lexer.quotes() == ShellLexer.Quotes.KEPT ? "\"" + result + "\"" : result.toString();
    }

    private void checkSize(StringBuilder expanded) {
        if (expanded.length() - source.length() > MOST_GROWTH) {
            throw new Mistake("expands to more than a million characters");
        }
    }

    /** Inside double quotes only double quotes, dollar signs and the escape character can be escaped. */
    private void escapedInDoubleQuotes(StringBuilder result) {
        char escape = (char) next();
        if (keepEscapes) {
            result.append(escape);
        }
        int c = peek();
        if (c == END) {
            return;
        }
        boolean escapable = c == '"' || c == '$' || c == escape;
        result.append(escapable ? (char) next() : escape);
    }

    private String dollar() {
        next();
        if (peek() == '{') {
            next();
            return new ShellSubstitution(this, lexer).expand();
        }
        String name = name();
        if (name.isEmpty()) {
            return "$";
        }
        String value = lexer.variables().apply(name);
        if (value == null) {
            return lexer.unset() == ShellLexer.Unset.AS_WRITTEN ? "$" + name : "";
        }
        return value;
    }

    /**
     * The name of a variable: letters, digits and underscores. A number or a single special character is a name too,
     * but a Dockerfile cannot set such a variable.
     */
    String name() {
        int start = position;
        if (position < source.length() && Character.isDigit(source.codePointAt(position))) {
            while (position < source.length() && Character.isDigit(source.codePointAt(position))) {
                position += Character.charCount(source.codePointAt(position));
            }
        } else if (position < source.length() && SPECIAL_PARAMETERS.indexOf(source.charAt(position)) >= 0) {
            position++;
        } else {
            while (position < source.length() && isNamePart(source.codePointAt(position))) {
                position += Character.charCount(source.codePointAt(position));
            }
        }
        return source.substring(start, position);
    }

    private static boolean isNamePart(int character) {
        return character == '_' || Character.isLetter(character) || Character.isDigit(character);
    }

    /**
     * Reads {@code <} or {@code <<}. White space between {@code <<} and the delimiter of a heredoc does not split
     * words.
     */
    private String possibleHeredoc() {
        next();
        if (peek() != '<') {
            return "<";
        }
        next();
        int start = position;
        while (peek() == ' ' || peek() == '\t' || peek() == '\r') {
            next();
        }
        return "<<" + source.substring(start, position);
    }

    /** Collects the result as one word, including white space. */
    private static class Sink {
        final StringBuilder word = new StringBuilder();

        void literal(char c) {
            word.append(c);
        }

        void literal(String text) {
            word.append(text);
        }

        /** Adds a character that was neither quoted nor escaped. */
        void plain(char c) {
            word.append(c);
        }

        /** Adds the value of a variable that was not quoted. */
        void expanded(String text) {
            word.append(text);
        }
    }

    /** Collects the result as words, split at white space that is neither quoted nor escaped. */
    private static final class SplittingSink extends Sink {
        private final List<String> words = new ArrayList<>();

        @Override
        void plain(char c) {
            if (Whitespace.isSpace(c)) {
                finishWord();
            } else {
                word.append(c);
            }
        }

        @Override
        void expanded(String text) {
            for (int i = 0; i < text.length(); i++) {
                plain(text.charAt(i));
            }
        }

        private void finishWord() {
            if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
        }

        List<String> finished() {
            finishWord();
            return words;
        }
    }
}
