package io.jenkins.containerbuild.dockerfile;

import com.fasterxml.jackson.jr.ob.JSON;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.dockerfile.syntax.QuotedWords;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes a syntax tree as a Dockerfile again, in a plain form: one line for each instruction. */
final class SyntaxPrinter {
    /** White space that separates words but is not white space in JSON. */
    private static final String NO_JSON_SPACE = "\u000b";

    private final StringBuilder text = new StringBuilder();
    private final char escape;

    private SyntaxPrinter(char escape) {
        this.escape = escape;
    }

    static String print(Dockerfile dockerfile) {
        SyntaxPrinter printer = new SyntaxPrinter(dockerfile.escape());
        dockerfile.directives().forEach((name, value) -> printer.line("# " + name + "=" + value));
        printer.line("");
        dockerfile.instructions().forEach(printer::instruction);
        return printer.text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void instruction(SyntaxNode node) {
        // white space in a heredoc's delimiter is significant, so the line is kept as it is
        String line = node.heredocs().isEmpty() ? written(node) : node.text();
        line(endsInContinuation(line) ? line + '\u00a0' : line);
        for (SyntaxNode.Heredoc heredoc : node.heredocs()) {
            text.append(heredoc.content());
            line(heredoc.delimiter());
        }
    }

    private boolean endsInContinuation(String line) {
        int last = line.stripTrailing().length() - 1;
        return last >= 0 && line.charAt(last) == escape && (last == 0 || line.charAt(last - 1) != escape);
    }

    private String written(SyntaxNode node) {
        StringBuilder line = new StringBuilder(node.keyword());
        for (String flag : node.flags()) {
            line.append(" --\"");
            flag.substring(2).chars().forEach(c -> {
                if (c == '"' || c == escape) {
                    line.append(escape);
                }
                line.append((char) c);
            });
            line.append('"');
        }
        String arguments = node.onBuild() != null ? written(node.onBuild()) : arguments(node);
        line.append(arguments.startsWith("--") || arguments.isEmpty() ? " -- " : " ");
        return line.append(arguments).toString();
    }

    private String arguments(SyntaxNode node) {
        List<String> arguments = node.arguments();
        if (node.keyword().equals("HEALTHCHECK") && !arguments.isEmpty()) {
            List<String> command = arguments.subList(1, arguments.size());
            return arguments.get(0) + " " + (node.isExec() ? json(command) : String.join(" ", command));
        }
        if (node.isExec()) {
            return json(arguments);
        }
        if (node.keyword().equals("ENV") || node.keyword().equals("LABEL")) {
            return pairs(arguments);
        }
        boolean couldBeJson = !arguments.isEmpty() && arguments.get(0).startsWith("[");
        return String.join(couldBeJson ? NO_JSON_SPACE : " ", arguments);
    }

    private static String json(List<String> strings) {
        try {
            return JSON.std.asString(strings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A single pair may be in the old form, with a value that must be quoted in the new form. */
    private String pairs(List<String> arguments) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < arguments.size(); i += 2) {
            line.append(i == 0 ? "" : " ").append(arguments.get(i)).append('=').append(arguments.get(i + 1));
        }
        boolean oldForm = arguments.size() == 2
                && (arguments.get(0).indexOf('=') >= 0
                        || !QuotedWords.split(line.toString(), escape).equals(List.of(line.toString())));
        return oldForm ? arguments.get(0) + "  " + arguments.get(1) : line.toString();
    }
}
