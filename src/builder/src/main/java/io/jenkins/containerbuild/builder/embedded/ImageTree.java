package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.base.BaseEntry;
import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.builder.layer.LayerEntry;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathOrder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The file system of an image. The listings of its layers are read on first use; the layers themselves are read only
 * for files that are copied.
 */
final class ImageTree implements FileTree {
    private final BaseFiles files;
    private final String name;

    ImageTree(BaseFiles files, String name) {
        this.files = files;
        this.name = name;
    }

    @Override
    public Optional<FileNode> find(String path) {
        return files.find(path).map(this::node);
    }

    @Override
    public List<FileNode> children(String directory) {
        List<FileNode> result = new ArrayList<>();
        for (BaseEntry entry : files.children(directory)) {
            result.add(node(entry));
        }
        result.sort((left, right) -> PathOrder.BY_BYTES.compare(left.path(), right.path()));
        return result;
    }

    private FileNode node(BaseEntry entry) {
        FileNode.Kind kind =
                switch (entry.kind()) {
                    case FILE -> FileNode.Kind.FILE;
                    case DIRECTORY -> FileNode.Kind.DIRECTORY;
                    case SYMLINK -> FileNode.Kind.SYMLINK;
                    default -> FileNode.Kind.SPECIAL;
                };
        return new FileNode(
                entry.path(),
                kind,
                kind == FileNode.Kind.FILE ? entry.size() : 0,
                entry.mode(),
                entry.uid(),
                entry.gid(),
                entry.mtimeNanos(),
                entry.linkTarget(),
                content(entry));
    }

    private FileContent content(BaseEntry entry) {
        return switch (entry.kind()) {
            case FILE -> fileContent(entry);
            case CHARACTER_DEVICE -> device(entry, LayerEntry.Kind.CHARACTER_DEVICE);
            case BLOCK_DEVICE -> device(entry, LayerEntry.Kind.BLOCK_DEVICE);
            case PIPE -> device(entry, LayerEntry.Kind.FIFO);
            default -> null;
        };
    }

    private static DeviceNode device(BaseEntry entry, LayerEntry.Kind kind) {
        return new DeviceNode(kind, new LayerEntry.Device(entry.major(), entry.minor()));
    }

    private FileContent fileContent(BaseEntry entry) {
        return ExtendedContent.of(new ImageContent(files, entry), HexFormat.of().parseHex(entry.capability()));
    }

    @Override
    public String describe() {
        return "image " + name;
    }

    /**
     * Groups the files of one instruction so that each layer is read at most once, and only if one of the files is
     * opened.
     */
    static void fetchTogether(Collection<FileNode> nodes) {
        List<ImageContent> contents = new ArrayList<>();
        for (FileNode node : nodes) {
            if (ExtendedContent.plain(node.content()) instanceof ImageContent image) {
                contents.add(image);
            }
        }
        contents.forEach(content -> content.together = contents);
    }

    /** The content of a file in a layer of an image. All names of a hard-linked file have the same identity. */
    private static final class ImageContent implements FileContent {
        private final BaseFiles files;
        private final BaseEntry entry;
        private List<ImageContent> together = List.of();

        ImageContent(BaseFiles files, BaseEntry entry) {
            this.files = files;
            this.entry = entry;
        }

        @Override
        public InputStream open() throws IOException {
            fetchAll();
            return files.open(entry);
        }

        private void fetchAll() {
            List<BaseEntry> entries = new ArrayList<>();
            for (ImageContent content : together) {
                if (content.files == files) {
                    entries.add(content.entry);
                }
            }
            if (!entries.isEmpty()) {
                files.fetch(entries);
            }
            together.forEach(content -> content.together = List.of());
        }

        @Override
        public String identity() {
            return entry.identity();
        }

        @Override
        public Object hardLinkKey() {
            return entry.identity();
        }
    }
}
