package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.tar.TarMember;
import io.jenkins.containerbuild.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the {@link LayerListing} of a layer from its tar. */
final class ListingBuilder {
    private static final String PASSWD = "etc/passwd";
    private static final String GROUP = "etc/group";
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int MAX_LINKS = 40;

    /** Maximum size in bytes of an etc/passwd or etc/group in the listing. */
    private static final int MAX_KEPT = 1 << 20;

    private final Map<String, ListingNode> nodes = new HashMap<>();
    private final List<String> whiteouts = new ArrayList<>();
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
        for (TarMember member = reader.next(); member != null; member = reader.next()) {
            builder.add(member, reader);
        }
        builder.addWhiteouts();
        builder.completeLinks();
        return builder.write(layer);
    }

    private void add(TarMember member, TarReader reader) throws IOException {
        String written = TreePath.inRoot(member.path());
        String name = TreePath.name(written);
        String path = TreePath.join(resolve(TreePath.parent(written)), name);
        // Links can make the path longer.
        PathLimits.check(path);
        limits.add(path);
        limits.add(member.linkTarget());
        if (name.equals(OPAQUE)) {
            directory(TreePath.parent(path)).marks |= LayerListing.OPAQUE;
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
     * The path of a directory without the layer's own symbolic links. The last result is cached, because members do not
     * change the path to their own directory.
     */
    private String resolve(String directory) {
        if (!directory.equals(lastWritten)) {
            lastWritten = directory;
            lastResolved = resolved(directory);
        }
        return lastResolved;
    }

    private String resolved(String directory) {
        String path = directory;
        for (int links = 0; links < MAX_LINKS; links++) {
            String link = firstLink(path);
            if (link == null) {
                return path;
            }
            String target = nodes.get(link).link;
            String from = target.startsWith("/") ? "" : TreePath.parent(link);
            path = TreePath.inRoot(from + "/" + target + path.substring(link.length()));
        }
        return directory;
    }

    private String firstLink(String path) {
        for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
            String part = end < 0 ? path : path.substring(0, end);
            limits.lookUp(part);
            ListingNode node = nodes.get(part);
            if (node != null && node.type == LayerListing.SYMLINK) {
                return part;
            }
            if (end < 0 || node == null) {
                return null;
            }
        }
    }

    private void put(String path, TarMember member) {
        ListingNode node = new ListingNode();
        node.mode = member.mode();
        node.uid = member.uid();
        node.gid = member.gid();
        node.mtimeNanos = member.mtimeNanos();
        switch (member.type()) {
            case TarMember.FILE -> {
                node.type = LayerListing.FILE;
                node.size = member.size();
                node.takeCapability(member);
                if (!path.equals(TreePath.inRoot(member.path()))) {
                    // The member was written through a link; its bytes are at the path in the tar.
                    node.marks = LayerListing.HARD_LINK;
                    node.link = TreePath.inRoot(member.path());
                }
            }
            case TarMember.DIRECTORY -> {
                node.type = LayerListing.DIRECTORY;
                ListingNode old = nodes.get(path);
                node.marks = old == null ? 0 : old.marks & LayerListing.OPAQUE;
            }
            case TarMember.SYMLINK -> {
                node.type = LayerListing.SYMLINK;
                node.link = member.linkTarget();
            }
            case TarMember.HARD_LINK -> link(node, member);
            case TarMember.CHARACTER_DEVICE -> device(node, LayerListing.CHARACTER_DEVICE, member);
            case TarMember.BLOCK_DEVICE -> device(node, LayerListing.BLOCK_DEVICE, member);
            case TarMember.PIPE -> node.type = LayerListing.PIPE;
            default -> node.type = LayerListing.OTHER;
        }
        nodes.put(path, node);
        if (!path.isEmpty()) {
            directory(TreePath.parent(path));
        }
    }

    private static void device(ListingNode node, byte type, TarMember member) {
        node.type = type;
        node.size = BaseEntry.device(member.deviceMajor(), member.deviceMinor());
    }

    private void link(ListingNode node, TarMember member) {
        String target = TreePath.inRoot(member.linkTarget());
        ListingNode first = nodes.get(target);
        if (first != null && (first.marks & LayerListing.HARD_LINK) != 0) {
            target = first.link;
        }
        node.type = first == null ? LayerListing.FILE : first.type;
        if (first != null && first.type == LayerListing.SYMLINK) {
            node.link = first.link;
            return;
        }
        node.marks = LayerListing.HARD_LINK;
        node.link = target;
        if (first != null) {
            // All names are one file, which in engines has the mode, owner and capabilities of its last name.
            first.takeCapability(member);
            first.mode = node.mode;
            first.uid = node.uid;
            first.gid = node.gid;
        }
    }

    /** The directory at the path; adds it and its parents if the layer does not list them. */
    private ListingNode directory(String path) {
        ListingNode there = nodes.get(path);
        ListingNode directory = there == null ? imply(path) : there;
        String at = path;
        while (there == null && !at.isEmpty()) {
            at = TreePath.parent(at);
            there = nodes.get(at);
            if (there == null) {
                imply(at);
            }
        }
        return directory;
    }

    private ListingNode imply(String path) {
        limits.add(path);
        limits.lookUp(path);
        ListingNode node = new ListingNode();
        node.type = LayerListing.DIRECTORY;
        node.marks = LayerListing.IMPLIED;
        nodes.put(path, node);
        return node;
    }

    private void keep(String path, TarMember member, TarReader reader) throws IOException {
        boolean isPasswd = path.equals(PASSWD);
        if (!isPasswd && !path.equals(GROUP)) {
            return;
        }
        byte[] bytes = {};
        if (member.type() == TarMember.FILE && member.size() <= MAX_KEPT) {
            bytes = new byte[(int) member.size()];
            int read = 0;
            while (read < bytes.length) {
                read += reader.read(bytes, read, bytes.length - read, member);
            }
        }
        if (isPasswd) {
            passwd = bytes;
        } else {
            group = bytes;
        }
    }

    /**
     * Adds whiteouts. If a layer also contains the removed path, a directory becomes opaque; any other entry hides the
     * lower one anyway.
     */
    private void addWhiteouts() {
        for (String path : whiteouts) {
            ListingNode node = nodes.get(path);
            if (node == null) {
                node = new ListingNode();
                node.type = LayerListing.WHITEOUT;
                nodes.put(path, node);
                directory(TreePath.parent(path));
            } else if (node.type == LayerListing.DIRECTORY) {
                node.marks = (node.marks | LayerListing.OPAQUE) & ~LayerListing.IMPLIED;
            }
        }
    }

    private void completeLinks() {
        for (ListingNode node : nodes.values()) {
            ListingNode file = (node.marks & LayerListing.HARD_LINK) == 0 ? null : nodes.get(node.link);
            if (file != null) {
                node.mode = file.mode;
                node.uid = file.uid;
                node.gid = file.gid;
                node.size = file.size;
                node.mtimeNanos = file.mtimeNanos;
                node.capability = file.capability;
            }
        }
    }

    private byte[] write(Digest layer) {
        List<byte[]> paths = nodes.keySet().stream()
                .sorted(PathOrder.BY_PARTS)
                .map(PathBytes::encode)
                .toList();
        byte[] name = layer.toString().getBytes(StandardCharsets.US_ASCII);
        List<byte[]> links = new ArrayList<>(paths.size());
        long length = 12 + 4L * 4 + name.length + passwd.length + group.length;
        for (byte[] path : paths) {
            ListingNode node = nodes.get(PathBytes.decode(path, 0, path.length));
            byte[] link = PathBytes.encode(node.link);
            links.add(link);
            length += 4L + path.length + node.length(link);
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length));
        out.putLong(LayerListing.MAGIC).putInt(0);
        for (byte[] block : List.of(name, passwd, group)) {
            out.putInt(block.length).put(block);
        }
        out.putInt(paths.size());
        int offset = 0;
        for (int i = 0; i < paths.size(); i++) {
            out.putInt(offset);
            byte[] path = paths.get(i);
            ListingNode node = nodes.get(PathBytes.decode(path, 0, path.length));
            offset += path.length + node.length(links.get(i));
        }
        for (int i = 0; i < paths.size(); i++) {
            byte[] path = paths.get(i);
            nodes.get(PathBytes.decode(path, 0, path.length)).put(out, path, links.get(i));
        }
        return out.putInt(8, LayerListing.checksum(out.array())).array();
    }
}
