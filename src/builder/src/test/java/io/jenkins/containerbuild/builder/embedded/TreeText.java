package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trees as text, one node a line: {@code d 2710 1234:50 opt/locked}, {@code f 644 0:0 etc/passwd content}, {@code l 0:0 app -> opt/app}. A file
 * with {@code =key} after its owner shares that hard link key.
 */
final class TreeText {
    static final long NOW = 1_700_000_000_000_000_000L;
    static final long OLD = 1_600_000_000_000_000_000L;

    private TreeText() {}

    static OverlayTree tree(String... lines) {
        OverlayTree tree = new OverlayTree(EmptyTree.SCRATCH);
        nodes(lines).forEach(tree::put);
        return tree;
    }

    static List<FileNode> nodes(String... lines) {
        List<FileNode> nodes = new ArrayList<>();
        for (String line : lines) {
            nodes.add(node(line));
        }
        return nodes;
    }

    static FileNode node(String line) {
        String[] words = line.split(" ", 5);
        return switch (words[0]) {
            case "d" -> directory(words);
            case "l" -> FileNode.symlink(words[2], words[4], uid(words[1]), gid(words[1]), OLD);
            case "p" ->
                new FileNode(
                        words[1], FileNode.Kind.OTHER, 0644, 0, 0, OLD, 0, "", FileNode.Device.NONE, Map.of(), null);
            default -> file(words);
        };
    }

    private static FileNode directory(String[] words) {
        return FileNode.directory(
                words.length > 3 ? words[3] : "", Integer.parseInt(words[1], 8), uid(words[2]), gid(words[2]), OLD);
    }

    private static FileNode file(String[] words) {
        String owner = words[2];
        int equals = owner.indexOf('=');
        String key = equals < 0 ? null : owner.substring(equals + 1);
        String numbers = equals < 0 ? owner : owner.substring(0, equals);
        Text content = new Text(words.length > 4 ? words[4] : "", key);
        return FileNode.file(
                words[3],
                Integer.parseInt(words[1], 8),
                uid(numbers),
                gid(numbers),
                OLD,
                content.text().length(),
                content);
    }

    private static long uid(String owner) {
        return Long.parseLong(owner.substring(0, owner.indexOf(':')));
    }

    private static long gid(String owner) {
        return Long.parseLong(owner.substring(owner.indexOf(':') + 1));
    }

    /** The entries of the layer that the tree's changes make, one a line; what was made at {@link #NOW} ends with {@code new}. */
    static List<String> layer(OverlayTree tree) {
        List<String> lines = new ArrayList<>();
        for (FileNode entry : LayerEntries.of(tree)) {
            String owner = entry.uid() + ":" + entry.gid();
            String rest =
                    switch (entry.kind()) {
                        case DIRECTORY -> "d " + Integer.toOctalString(entry.mode()) + " " + owner + " " + entry.path();
                        case SYMLINK -> "l " + owner + " " + entry.path() + " -> " + entry.linkTarget();
                        case HARD_LINK -> "h " + entry.path() + " = " + entry.linkTarget();
                        default ->
                            "f " + Integer.toOctalString(entry.mode()) + " " + owner + " " + entry.path()
                                    + (entry.size() == 0 ? "" : " " + text(entry.content()));
                    };
            lines.add(rest + (entry.mtimeNanos() == NOW ? " new" : ""));
        }
        return lines;
    }

    static String text(FileContent content) {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Attributes attributes(String chown, String chmod, FileTree tree) {
        Owner owner = chown.isEmpty() ? null : new OwnerLookup(tree, warning -> {}).find(chown);
        return new Attributes(owner, chmod.isEmpty() ? null : ModeChange.parse(chmod), NOW);
    }

    record Text(String text, Object hardLinkKey) implements FileContent {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String identity() {
            return "text:" + text;
        }
    }
}
