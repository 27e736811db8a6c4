package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileNode.Kind;
import io.jenkins.containerbuild.file.LinkResolver;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.tar.TarReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Creates the {@link LayerListing} of a layer from its tar. */
final class ListingBuilder {
    private static final String PASSWD = "etc/passwd";
    private static final String GROUP = "etc/group";
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    /** Maximum size in bytes of an etc/passwd or etc/group in the listing. */
    private static final int MAX_KEPT = 1 << 20;

    /** Maximum size of a capability value in bytes; longer values, which the kernel does not write, are ignored. */
    private static final int MAX_CAPABILITY = 255;

    /**
     * The files of the layer by path. A hard link has the kind of its file; its link target is the path of the member
     * that contains the bytes.
     */
    private final Map<String, FileNode> nodes = new HashMap<>();

    /** Directories that hide their contents in lower layers. */
    private final Set<String> opaque = new HashSet<>();

    /** Directories that the layer does not contain itself, although it contains entries below them. */
    private final Set<String> implied = new HashSet<>();

    private final List<String> whiteouts = new ArrayList<>();

    /** Paths that the layer hides in lower layers and for which it contains no entry. */
    private final Set<String> removed = new HashSet<>();

    private byte[] passwd = {};
    private byte[] group = {};
    private final PathLimits limits = new PathLimits();
    private String lastWritten = "";
    private String lastResolved = "";

    private ListingBuilder() {}

    /** Reads the tar to its end and returns the listing of its layer. */
    static byte[] list(Digest layer, InputStream tar) throws IOException {
        ListingBuilder builder = new ListingBuilder();
        TarReader reader = new TarReader(tar);
        for (FileNode member = reader.next(); member != null; member = reader.next()) {
            builder.add(member, reader);
        }
        builder.addWhiteouts();
        builder.completeLinks();
        return builder.write(layer);
    }

    private void add(FileNode member, TarReader reader) throws IOException {
        String written = TreePath.inRoot(member.path());
        String name = TreePath.name(written);
        String path = TreePath.join(resolve(TreePath.parent(written)), name);
        // Resolved links can make the path longer.
        PathLimits.check(path);
        limits.add(path);
        limits.add(member.linkTarget());
        if (name.equals(OPAQUE)) {
            addDirectory(TreePath.parent(path));
            opaque.add(TreePath.parent(path));
        } else if (name.startsWith(WHITEOUT + WHITEOUT)) {
            return;
        } else if (name.startsWith(WHITEOUT)) {
            whiteouts.add(TreePath.join(TreePath.parent(path), name.substring(WHITEOUT.length())));
        } else {
            put(path, member);
            keep(path, member, reader);
        }
    }

    /**
     * Resolves the layer's own symbolic links in the path of a directory. The last result is cached, because members do
     * not change the path to their own directory.
     */
    private String resolve(String directory) {
        if (!directory.equals(lastWritten)) {
            lastWritten = directory;
            lastResolved = resolved(directory);
        }
        return lastResolved;
    }

    private String resolved(String directory) {
        LinkResolver resolver = new LinkResolver(
                path -> Optional.ofNullable(nodes.get(path)), "", LinkResolver.MOST_LINKS_OF_LINUX, limits);
        LinkResolver.Resolved resolved = resolver.resolve(directory);
        return resolved.endless() ? directory : resolved.path();
    }

    private void put(String path, FileNode member) {
        FileNode node =
                switch (member.kind()) {
                    case FILE -> file(path, member);
                    case HARD_LINK -> link(path, member);
                    default -> member.at(path).withXattrs(Map.of());
                };
        nodes.put(path, node);
        implied.remove(path);
        if (!node.isDirectory()) {
            opaque.remove(path);
        }
        if (!path.isEmpty()) {
            addDirectory(TreePath.parent(path));
        }
    }

    /**
     * Creates the node of a file. If the file was written through a link, the tar contains the bytes at another path,
     * so the node becomes a hard link to that path.
     */
    private FileNode file(String path, FileNode member) {
        FileNode file = member.at(path).withXattrs(member.capabilities());
        String written = TreePath.inRoot(member.path());
        return written.equals(path) ? file : linked(file, Kind.FILE, written);
    }

    private FileNode link(String path, FileNode member) {
        String target = TreePath.inRoot(member.linkTarget());
        FileNode first = nodes.get(target);
        FileNode link = member.at(path).withXattrs(Map.of());
        if (first == null) {
            return linked(link, Kind.FILE, target);
        }
        if (first.isSymlink()) {
            return linked(link, Kind.SYMLINK, first.linkTarget());
        }
        // All names refer to one file. In engines, this file has the mode, owner and capabilities of its last name.
        nodes.put(
                target,
                first.withOwner(member.mode(), member.uid(), member.gid()).withXattrs(member.xattrs()));
        return linked(link, first.kind(), isHardLink(first) ? first.linkTarget() : target);
    }

    private static FileNode linked(FileNode node, Kind kind, String target) {
        return new FileNode(
                node.path(),
                kind,
                node.mode(),
                node.uid(),
                node.gid(),
                node.mtimeNanos(),
                node.size(),
                target,
                node.device(),
                node.xattrs(),
                null);
    }

    private static boolean isHardLink(FileNode node) {
        return !node.isSymlink() && !node.linkTarget().isEmpty();
    }

    /** Adds a directory and its parents if the layer does not list them. */
    private void addDirectory(String path) {
        for (String at = path; !nodes.containsKey(at); at = TreePath.parent(at)) {
            limits.add(at);
            limits.lookUp(at);
            nodes.put(at, FileNode.directory(at, 0755, 0, 0, 0));
            implied.add(at);
        }
    }

    private void keep(String path, FileNode member, TarReader reader) throws IOException {
        boolean isPasswd = path.equals(PASSWD);
        if (!isPasswd && !path.equals(GROUP)) {
            return;
        }
        byte[] bytes = {};
        if (member.isFile() && member.size() <= MAX_KEPT) {
            bytes = new byte[(int) member.size()];
            int read = 0;
            while (read < bytes.length) {
                read += reader.read(bytes, read, bytes.length - read);
            }
        }
        if (isPasswd) {
            passwd = bytes;
        } else {
            group = bytes;
        }
    }

    /**
     * Adds whiteouts. If the layer also contains an entry at a removed path, a directory becomes opaque; any other
     * entry hides the entry in lower layers anyway.
     */
    private void addWhiteouts() {
        for (String path : whiteouts) {
            FileNode node = nodes.get(path);
            if (node == null) {
                removed.add(path);
                nodes.put(path, FileNode.directory(path, 0755, 0, 0, 0));
                addDirectory(TreePath.parent(path));
            } else if (node.isDirectory() && !removed.contains(path)) {
                opaque.add(path);
                implied.remove(path);
            }
        }
    }

    private void completeLinks() {
        nodes.replaceAll((path, node) -> {
            FileNode file = isHardLink(node) ? nodes.get(node.linkTarget()) : null;
            return file == null ? node : linked(file.at(path), node.kind(), node.linkTarget());
        });
    }

    private byte[] write(Digest layer) throws IOException {
        List<String> paths = nodes.keySet().stream().sorted(PathOrder.BY_PARTS).toList();
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        int[] offsets = new int[paths.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = rows.size();
            writeRow(nodes.get(paths.get(i)), new DataOutputStream(rows));
        }
        byte[] name = layer.toString().getBytes(StandardCharsets.US_ASCII);
        long length = 12 + 4L * 4 + name.length + passwd.length + group.length + 4L * offsets.length + rows.size();
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length));
        out.putLong(LayerListing.MAGIC).putInt(0);
        for (byte[] block : List.of(name, passwd, group)) {
            out.putInt(block.length).put(block);
        }
        out.putInt(offsets.length);
        for (int offset : offsets) {
            out.putInt(offset);
        }
        out.put(rows.toByteArray());
        return out.putInt(8, LayerListing.checksum(out.array())).array();
    }

    private void writeRow(FileNode node, DataOutputStream out) throws IOException {
        byte[] path = PathBytes.encode(node.path());
        byte[] link = PathBytes.encode(node.linkTarget());
        byte[] capability = node.capabilities().getOrDefault(FileNode.CAPABILITY, new byte[0]);
        boolean capable = capability.length > 0 && capability.length <= MAX_CAPABILITY;
        long device = (long) node.device().major() << 32 | node.device().minor() & 0xFFFF_FFFFL;
        out.writeByte(
                removed.contains(node.path())
                        ? LayerListing.WHITEOUT
                        : node.kind().typeFlag());
        out.writeByte((opaque.contains(node.path()) ? LayerListing.OPAQUE : 0)
                | (implied.contains(node.path()) ? LayerListing.IMPLIED : 0)
                | (isHardLink(node) ? LayerListing.HARD_LINK : 0)
                | (capable ? LayerListing.CAPABLE : 0));
        out.writeShort(node.mode());
        out.writeInt((int) node.uid());
        out.writeInt((int) node.gid());
        out.writeLong(node.isFile() ? node.size() : device);
        out.writeLong(node.mtimeNanos());
        out.writeShort(path.length);
        out.writeShort(link.length);
        out.write(path);
        out.write(link);
        if (capable) {
            out.writeByte(capability.length);
            out.write(capability);
        }
    }
}
