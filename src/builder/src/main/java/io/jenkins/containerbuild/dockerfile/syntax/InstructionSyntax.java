package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits an instruction into keyword, flags and arguments, as BuildKit's line parsers do. */
final class InstructionSyntax {
    /** Maximum depth of {@code ONBUILD ONBUILD …} that the parser accepts. Later checks reject any nested ONBUILD. */
    private static final int DEEPEST = 50;

    private InstructionSyntax() {}

    static SyntaxNode read(String line, char escape, int firstLine, int lastLine) {
        return read(line, escape, firstLine, lastLine, 0);
    }

    private static SyntaxNode read(String line, char escape, int firstLine, int lastLine, int depth) {
        if (depth > DEEPEST) {
            throw new Mistake(
                    "ONBUILD is nested more than " + DEEPEST + " levels deep; chaining ONBUILD isn't allowed");
        }
        String text = Whitespace.trim(line);
        List<String> keywordAndRest = Whitespace.split(text, 2);
        String keyword = keywordAndRest.get(0).toUpperCase(Locale.ROOT);
        List<String> flags = new ArrayList<>();
        String rest = keywordAndRest.size() < 2
                ? ""
                : Whitespace.trim(FlagSyntax.split(keywordAndRest.get(1), escape, flags));
        boolean hasInner = keyword.equals("ONBUILD") && !rest.isEmpty();
        SyntaxNode inner = hasInner ? read(rest, escape, firstLine, lastLine, depth + 1) : null;
        Arguments arguments = hasInner ? Arguments.words(List.of()) : arguments(keyword, rest, escape);
        return new SyntaxNode(
                keyword,
                firstLine,
                lastLine,
                List.copyOf(flags),
                arguments.form,
                List.copyOf(arguments.values),
                List.of(),
                inner,
                line);
    }

    private record Arguments(SyntaxNode.Form form, List<String> values) {
        static Arguments words(List<String> values) {
            return new Arguments(SyntaxNode.Form.WORDS, values);
        }
    }

    private static Arguments arguments(String keyword, String rest, char escape) {
        return switch (keyword) {
            case "ADD", "COPY", "VOLUME" -> execOr(rest, Arguments.words(delimited(rest)));
            case "RUN", "CMD", "ENTRYPOINT" -> execOr(rest, new Arguments(SyntaxNode.Form.SHELL, wholeLine(rest)));
            case "SHELL" -> execOr(rest, Arguments.words(wholeLine(rest)));
            case "HEALTHCHECK" -> healthcheck(rest);
            case "ENV", "LABEL" -> Arguments.words(namesAndValues(keyword, rest, escape));
            case "ARG" -> Arguments.words(QuotedWords.split(rest, escape));
            case "USER", "WORKDIR", "STOPSIGNAL", "MAINTAINER" -> Arguments.words(wholeLine(rest));
            default -> Arguments.words(delimited(rest));
        };
    }

    private static Arguments execOr(String rest, Arguments other) {
        List<String> strings = JsonStrings.read(rest);
        return strings == null ? other : new Arguments(SyntaxNode.Form.EXEC, strings);
    }

    private static List<String> wholeLine(String rest) {
        return rest.isEmpty() ? List.of() : List.of(rest);
    }

    private static List<String> delimited(String rest) {
        return rest.isEmpty() ? List.of() : Whitespace.split(rest);
    }

    /**
     * Splits the arguments of HEALTHCHECK: a type and a command in exec or shell form, separated by ASCII white space.
     */
    private static Arguments healthcheck(String rest) {
        int end = 0;
        while (end < rest.length() && !isAsciiSpace(rest.charAt(end))) {
            end++;
        }
        if (end == 0) {
            return Arguments.words(List.of());
        }
        int start = end;
        while (start < rest.length() && isAsciiSpace(rest.charAt(start))) {
            start++;
        }
        String command = rest.substring(start);
        Arguments arguments = execOr(command, Arguments.words(wholeLine(command)));
        List<String> values = new ArrayList<>();
        values.add(rest.substring(0, end));
        values.addAll(arguments.values);
        return new Arguments(arguments.form, values);
    }

    private static boolean isAsciiSpace(char c) {
        return c < 0x80 && Whitespace.isSpace(c);
    }

    /** Splits {@code name=value …} or, if the first word has no equals sign, the old form {@code name value}. */
    private static List<String> namesAndValues(String keyword, String rest, char escape) {
        List<String> words = QuotedWords.split(rest, escape);
        if (words.isEmpty()) {
            return words;
        }
        if (words.get(0).indexOf('=') < 0) {
            List<String> parts = Whitespace.split(rest, 2);
            if (parts.size() < 2) {
                throw new Mistake(keyword + " must have two arguments (was \"" + rest + "\"); use " + keyword + " "
                        + rest + "=VALUE");
            }
            return parts;
        }
        List<String> result = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new Mistake("Syntax error - can't find = in \"" + word
                        + "\". Must be of the form: name=value; put a value that contains spaces in quotes");
            }
            result.add(word.substring(0, equals));
            result.add(word.substring(equals + 1));
        }
        return result;
    }
}
