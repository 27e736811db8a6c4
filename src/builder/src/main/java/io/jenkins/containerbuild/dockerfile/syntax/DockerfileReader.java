package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import io.jenkins.containerbuild.fault.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Joins lines into instructions and adds their heredocs, as BuildKit's {@code parser.Parse} does. */
public final class DockerfileReader {
    private final String fileName;
    private final SourceLines lines;
    private final DirectiveReader directives = new DirectiveReader();
    private final List<SyntaxNode> instructions = new ArrayList<>();
    private int firstLine = 1;

    public DockerfileReader(String fileName, byte[] content) {
        this.fileName = fileName;
        this.lines = new SourceLines(content);
    }

    Dockerfile read() {
        List<SyntaxNode> read;
        try {
            read = readInstructions();
        } catch (Mistake mistake) {
            throw InputException.at(fileName, firstLine, mistake.getMessage());
        }
        if (read.isEmpty()) {
            throw InputException.at(fileName, 1, "the Dockerfile has no instructions; add a FROM instruction");
        }
        return new Dockerfile(fileName, Collections.unmodifiableMap(directives.found()), read);
    }

    /**
     * Reads the instructions without checking that there are any. Throws a {@link Mistake} if the syntax is invalid.
     */
    public List<SyntaxNode> readInstructions() {
        boolean more = readLine();
        while (more) {
            more = readLine();
        }
        return Collections.unmodifiableList(instructions);
    }

    /** Reads an instruction, a comment or a blank line. Returns false at the end of the file. */
    private boolean readLine() {
        firstLine = lines.number() + 1;
        String line = lines.next();
        if (line == null) {
            return false;
        }
        String content = Whitespace.trimStart(SourceLines.content(line));
        directives.offer(content);
        if (!content.isEmpty() && !content.startsWith("#")) {
            String joined = join(content);
            SyntaxNode node = InstructionSyntax.read(joined, directives.escape(), firstLine, lines.number());
            instructions.add(HeredocSyntax.mayStandIn(node) ? withHeredocs(node, joined) : node);
        }
        return true;
    }

    /** Appends the continuation lines of an instruction; comments and blank lines between them are skipped. */
    private String join(String first) {
        StringBuilder joined = new StringBuilder();
        String content = first;
        int end = continuation(content);
        while (end >= 0) {
            joined.append(content, 0, end);
            content = continuedOn();
            end = continuation(content);
        }
        return joined.append(content).toString();
    }

    private String continuedOn() {
        String line = lines.next();
        while (line != null) {
            String content = SourceLines.content(line);
            String start = Whitespace.trimStart(content);
            if (!start.isEmpty() && !start.startsWith("#")) {
                return content;
            }
            line = lines.next();
        }
        return "";
    }

    /** The index of the escape character that continues the line, or -1 if the line is not continued. */
    private int continuation(String content) {
        int last = content.length() - 1;
        while (last >= 0 && (content.charAt(last) == ' ' || content.charAt(last) == '\t')) {
            last--;
        }
        char escape = directives.escape();
        boolean escaped = last > 0 && content.charAt(last - 1) == escape;
        return last >= 0 && content.charAt(last) == escape && !escaped ? last : -1;
    }

    private SyntaxNode withHeredocs(SyntaxNode node, String joined) {
        List<SyntaxNode.Heredoc> documents = new ArrayList<>();
        for (SyntaxNode.Heredoc announced : HeredocSyntax.announcedIn(joined)) {
            documents.add(read(announced));
        }
        return documents.isEmpty() ? node : node.withHeredocs(documents, lines.number());
    }

    private SyntaxNode.Heredoc read(SyntaxNode.Heredoc announced) {
        StringBuilder content = new StringBuilder();
        String line = lines.next();
        while (line != null) {
            String end = SourceLines.content(line);
            if ((announced.stripTabs() ? withoutTabs(end) : end).equals(announced.delimiter())) {
                return new SyntaxNode.Heredoc(
                        announced.delimiter(), content.toString(), announced.expand(), announced.stripTabs());
            }
            content.append(line);
            line = lines.next();
        }
        throw new Mistake("unterminated heredoc; end it with a line that contains only " + announced.delimiter());
    }

    private static String withoutTabs(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\t') {
            start++;
        }
        return text.substring(start);
    }
}
