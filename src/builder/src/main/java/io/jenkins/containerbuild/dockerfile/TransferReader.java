package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.Instruction.InlineFile;
import io.jenkins.containerbuild.dockerfile.Instruction.Position;
import io.jenkins.containerbuild.dockerfile.shell.Expansion;
import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.shell.ShellLexer;
import io.jenkins.containerbuild.dockerfile.syntax.Flags;
import io.jenkins.containerbuild.dockerfile.syntax.HeredocSyntax;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reads COPY and ADD. */
final class TransferReader {
    private static final Map<String, Flags.Kind> COPY_FLAGS = Map.of(
            "chown", Flags.Kind.TEXT,
            "from", Flags.Kind.TEXT,
            "chmod", Flags.Kind.TEXT,
            "link", Flags.Kind.BOOLEAN,
            "exclude", Flags.Kind.TEXTS,
            "parents", Flags.Kind.BOOLEAN);
    private static final Map<String, Flags.Kind> ADD_FLAGS = Map.of(
            "chown", Flags.Kind.TEXT,
            "chmod", Flags.Kind.TEXT,
            "link", Flags.Kind.BOOLEAN,
            "exclude", Flags.Kind.TEXTS,
            "keep-git-dir", Flags.Kind.BOOLEAN,
            "checksum", Flags.Kind.TEXT,
            "unpack", Flags.Kind.BOOLEAN);

    private final SyntaxNode node;
    private final Expansion expansion;
    private final Flags flags;
    private final List<String> sources = new ArrayList<>();
    private final List<InlineFile> files = new ArrayList<>();
    private String destination;

    private TransferReader(SyntaxNode node, Map<String, Flags.Kind> known, Expansion expansion) {
        if (node.arguments().size() < 2) {
            throw new Mistake(node.keyword() + " requires at least two arguments, but "
                    + (node.arguments().isEmpty() ? "none" : "only one")
                    + " was provided. Destination could not be determined");
        }
        this.node = node;
        this.expansion = expansion;
        this.flags = Flags.read(node, known);
    }

    static Instruction copy(SyntaxNode node, Position position, Expansion expansion) {
        TransferReader reader = new TransferReader(node, COPY_FLAGS, expansion);
        String from = reader.flags.text("from");
        if (!from.isEmpty()
                && !ShellLexer.expanding('\\', name -> null).word(from).equals(from)) {
            throw new Mistake("variable expansion is not supported for --from: --from=" + from
                    + "; define a stage with FROM and the variable, and use the name of that stage");
        }
        reader.readSourcesAndDestination();
        reader.checkNotRemote();
        return new Instruction.Copy(
                position,
                from,
                Collections.unmodifiableList(reader.sources),
                Collections.unmodifiableList(reader.files),
                reader.destination,
                expansion.word(reader.flags.text("chown")),
                reader.chmod(),
                reader.flags.isTrue("link"),
                reader.flags.isTrue("parents"),
                reader.flags.texts("exclude"));
    }

    static Instruction add(SyntaxNode node, Position position, Expansion expansion) {
        TransferReader reader = new TransferReader(node, ADD_FLAGS, expansion);
        reader.readSourcesAndDestination();
        return new Instruction.Add(
                position,
                Collections.unmodifiableList(reader.sources),
                Collections.unmodifiableList(reader.files),
                reader.destination,
                expansion.word(reader.flags.text("chown")),
                reader.chmod(),
                reader.flags.isTrue("link"),
                false,
                reader.flags.texts("exclude"),
                reader.checksum(),
                reader.flags.isTrue("keep-git-dir"),
                reader.flags.text("unpack"));
    }

    private void readSourcesAndDestination() {
        int last = node.arguments().size() - 1;
        String written = node.arguments().get(last);
        if (HeredocSyntax.readOrNull(written) != null) {
            throw new Mistake(node.keyword() + " cannot accept a heredoc as a destination");
        }
        for (String source : node.arguments().subList(0, last)) {
            SyntaxNode.Heredoc announced = HeredocSyntax.readOrNull(source);
            if (announced != null) {
                files.add(inline(announced));
            } else {
                sources.add(expansion.word(source));
            }
        }
        destination = expansion.word(written);
    }

    /** The file of a heredoc; empty if the heredoc is in a JSON array, where it has no content. */
    private InlineFile inline(SyntaxNode.Heredoc announced) {
        String content = "";
        for (SyntaxNode.Heredoc heredoc : node.heredocs()) {
            if (heredoc.delimiter().equals(announced.delimiter())) {
                content = new SyntaxNode.Heredoc(
                                heredoc.delimiter(), heredoc.content(), heredoc.expand(), announced.stripTabs())
                        .strippedContent();
            }
        }
        return new InlineFile(announced.delimiter(), announced.expand() ? expansion.document(content) : content);
    }

    private void checkNotRemote() {
        for (String source : sources) {
            if (expansion.isReal() && RemoteSource.isRemote(source)) {
                throw new Mistake("source can't be a URL or a git ref for COPY: "
                        + RemoteSource.withoutCredentials(source) + "; use ADD");
            }
        }
    }

    private String chmod() {
        String chmod = expansion.word(flags.text("chmod"));
        if (expansion.isReal() && !chmod.isEmpty()) {
            FileMode.check(chmod);
        }
        return chmod;
    }

    private String checksum() {
        String checksum = expansion.word(flags.text("checksum"));
        if (expansion.isReal() && !checksum.isEmpty()) {
            if (sources.size() != 1) {
                throw new Mistake("checksum can't be specified for multiple sources");
            }
            if (!RemoteSource.isRemote(sources.get(0))) {
                throw new Mistake("checksum requires HTTP(S) or Git sources, not " + sources.get(0));
            }
        }
        return checksum;
    }
}
