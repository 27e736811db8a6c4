package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.tar.TarReader;
import io.jenkins.containerbuild.tar.TarSection;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/**
 * Unpacks archives into a tree as ADD does in Docker: no absolute path, {@code ..} or link leads out of the
 * destination; members keep their owners, modes and times; directories are merged, and any other member replaces what
 * exists at its path.
 */
final class ArchiveUnpacker {
    /** Latest modification time, in nanoseconds since the epoch; Docker Engine sets later times to 0. */
    private static final long LATEST_NANOS = Long.MAX_VALUE - 1;

    private final OverlayTree tree;
    private final Attributes attributes;
    private final PathLimits limits = new PathLimits();
    private String root = "";
    /** Parent directory of the last member, as written in the archive; null before the first member. */
    private String lastWritten;

    /** Path of {@link #lastWritten} in the tree, with symbolic links resolved. */
    private String lastDirectory;

    ArchiveUnpacker(OverlayTree tree, Attributes attributes) {
        this.tree = tree;
        this.attributes = attributes;
    }

    /** @param destination absolute path; missing directories are created with the owner that the instruction sets */
    void unpack(Archive archive, String name, String destination) {
        root = OverlayTree.resolve(tree, TreePath.inRoot(destination));
        new DirectoryMaker(tree, attributes.owner(), attributes.nowNanos()).make(root);
        lastWritten = null;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive.tar()), 1 << 15)) {
            TarReader reader = new TarReader(in);
            for (FileNode member = reader.next(); member != null; member = reader.next()) {
                unpack(archive, member, reader);
            }
        } catch (IOException | LimitException e) {
            throw new StepException(
                    "the archive " + name + " cannot be unpacked: " + e.getMessage()
                            + "; create the archive again, or use COPY to copy it without unpacking",
                    e);
        }
    }

    private void unpack(Archive archive, FileNode member, TarReader reader) {
        String relative = TreePath.inRoot(member.path());
        if (relative.isEmpty()) {
            takeRoot(member);
            return;
        }
        String path = TreePath.join(makeDirectory(TreePath.parent(relative)), TreePath.name(relative));
        PathLimits.check(path);
        limits.add(path);
        TarSection section = reader.section();
        limits.add(section.extents() == null ? 0 : section.extents().size());
        switch (member.kind()) {
            case FILE -> tree.replace(node(member, path).withContent(archive.content(section)));
            case HARD_LINK -> hardLink(member, path);
            case OTHER ->
                throw new StepException("the archive has a member \"" + member.path() + "\" of the type '"
                        + reader.typeFlag() + "', which is not a file, directory, link or device");
            default -> tree.replace(node(member, path));
        }
    }

    /**
     * Creates the parent directory of a member and returns its path with symbolic links resolved. The last result is
     * cached: unpacking a member cannot change the path to the member's own directory.
     */
    private String makeDirectory(String written) {
        if (!written.equals(lastWritten)) {
            lastDirectory = tree.resolveBelow(root, written, limits);
            new DirectoryMaker(tree, Owner.ROOT, attributes.nowNanos(), limits).make(lastDirectory);
            lastWritten = written;
        }
        return lastDirectory;
    }

    /**
     * Handles a member that is the root directory. Like Docker Engine 26.1, applies the attributes of a member named
     * {@code /} to the destination directory, but ignores a member named {@code .}.
     */
    private void takeRoot(FileNode member) {
        if (member.path().startsWith("/") && member.isDirectory() && !root.isEmpty()) {
            tree.replace(node(member, root));
        }
    }

    private static FileNode node(FileNode member, String path) {
        return member.at(path)
                .withOwner(member.isSymlink() ? 0777 : member.mode(), member.uid(), member.gid())
                .withTime(time(member))
                .withXattrs(member.capabilities());
    }

    /**
     * Returns the modification time as Docker Engine sets it: times after 2262 become 0; times before 1970 become 0,
     * too, except for symbolic links.
     */
    private static long time(FileNode member) {
        boolean early = member.mtimeNanos() < 0 && !member.isSymlink();
        return early || member.mtimeNanos() > LATEST_NANOS ? 0 : member.mtimeNanos();
    }

    /**
     * Makes both names refer to one file, which gets the attributes of the hard-link member. If the target is a
     * symbolic link, only the owner changes.
     */
    private void hardLink(FileNode member, String path) {
        String written = TreePath.inRoot(member.linkTarget());
        String directory = tree.resolveBelow(root, TreePath.parent(written), limits);
        String target = TreePath.join(directory, TreePath.name(written));
        limits.lookUp(target);
        FileNode there = tree.find(target)
                .filter(node -> !node.isDirectory())
                .orElseThrow(() -> new StepException("the archive has a hard link \"" + member.path() + "\" to \""
                        + member.linkTarget() + "\", which is not a file"));
        if (path.equals(target)) {
            return;
        }
        boolean symlink = there.isSymlink();
        FileNode file = there.withOwner(symlink ? there.mode() : member.mode(), member.uid(), member.gid())
                .withTime(symlink ? there.mtimeNanos() : time(member))
                .withContent(there.isFile() ? linked(there.content()) : null);
        tree.replace(file);
        tree.replace(file.at(path));
    }

    private static FileContent linked(FileContent content) {
        return content.hardLinkKey() == null ? LinkedContent.of(content, new Object()) : content;
    }
}
