package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.PatternList;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.file.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A directory on disk without the files that an ignore file hides. A hidden directory is still present if it contains
 * files that are not hidden. Symbolic links in the path of a file are never followed, so nothing outside the directory
 * is reachable. Owner and group of all files are 0, as in any build context that is sent to an engine.
 *
 * <p>Each path is read only once, so that planning, reporting and building see the same files. Safe for use by several
 * threads.
 */
public final class DiskTree implements FileTree {
    private final Path root;
    private final String description;
    private final IgnoreFile ignore;
    private final PatternList patterns;
    private final DiskReader reader;
    private final Map<String, Directory> directories = new ConcurrentHashMap<>();
    private final Map<String, Optional<FileNode>> nodes = new ConcurrentHashMap<>();

    /** A directory that was requested before; {@code disk} is null if the directory does not exist. */
    private static final class Directory {
        private static final Directory ABSENT = new Directory("", null, null);

        private final String path;
        private final Path disk;
        private final PatternList.Matched matched;
        private volatile List<FileNode> children;

        Directory(String path, Path disk, PatternList.Matched matched) {
            this.path = path;
            this.disk = disk;
            this.matched = matched;
        }
    }

    private DiskTree(Path root, IgnoreFile ignore, String description) {
        this.root = root;
        this.description = description;
        this.ignore = ignore;
        this.patterns = ignore.patterns();
        this.reader = new DiskReader(description);
        directories.put("", new Directory("", root, patterns.root()));
    }

    /**
     * Opens a directory.
     *
     * @param directory directory that contains the files; may itself be a link
     * @param description see {@link FileTree#describe}
     * @throws InputException if the path is not a directory or cannot be read
     */
    public static DiskTree of(Path directory, IgnoreFile ignore, String description) {
        if (!Files.isDirectory(directory)) {
            throw new InputException(description + ": \"" + directory
                    + "\" is not a directory; use the directory that contains the files");
        }
        try {
            return new DiskTree(directory.toRealPath(), ignore, description);
        } catch (IOException e) {
            throw new InputException(
                    description + ": \"" + directory + "\" cannot be read: " + e.getMessage()
                            + ". Make it readable for the user who builds",
                    e);
        }
    }

    /** The path of the directory, with all links resolved. */
    public Path root() {
        return root;
    }

    public IgnoreFile ignoreFile() {
        return ignore;
    }

    @Override
    public Optional<FileNode> find(String path) {
        Optional<FileNode> known = nodes.get(path);
        if (known == null) {
            known = Optional.ofNullable(path.isEmpty() ? reader.node("", root) : look(path));
            nodes.put(path, known);
        }
        return known;
    }

    private FileNode look(String path) {
        Directory parent = directory(TreePath.parent(path));
        String name = TreePath.name(path);
        if (parent == Directory.ABSENT || !isName(name)) {
            return null;
        }
        List<FileNode> siblings = parent.children;
        return siblings == null ? read(parent, name, path) : search(siblings, path);
    }

    /** Finds a path among the children of its directory, which are sorted. */
    private static FileNode search(List<FileNode> siblings, String path) {
        int low = 0;
        int high = siblings.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = PathOrder.BY_BYTES.compare(siblings.get(middle).path(), path);
            if (order == 0) {
                return siblings.get(middle);
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return null;
    }

    @Override
    public List<FileNode> children(String path) {
        Directory directory = directory(path);
        if (directory == Directory.ABSENT) {
            return List.of();
        }
        if (directory.children == null) {
            directory.children = List.copyOf(read(directory, name -> true));
        }
        return directory.children;
    }

    @Override
    public List<FileNode> children(String path, Predicate<String> wanted) {
        Directory directory = directory(path);
        if (directory == Directory.ABSENT) {
            return List.of();
        }
        if (directory.children == null) {
            List<FileNode> read = read(directory, wanted);
            read.forEach(node -> nodes.put(node.path(), Optional.of(node)));
            return read;
        }
        List<FileNode> found = new ArrayList<>();
        for (FileNode child : directory.children) {
            if (wanted.test(child.name())) {
                found.add(child);
            }
        }
        return found;
    }

    private List<FileNode> read(Directory directory, Predicate<String> wanted) {
        List<String> names = reader.names(directory.path, directory.disk, wanted);
        List<FileNode> found = new ArrayList<>(names.size());
        for (String name : names) {
            String path = TreePath.join(directory.path, name);
            Optional<FileNode> known = nodes.get(path);
            FileNode child = known == null ? read(directory, name, path) : known.orElse(null);
            if (child != null) {
                found.add(child);
            }
        }
        return found;
    }

    /**
     * Reads the node of a name; returns null if the node does not exist or is hidden. A hidden directory is returned if
     * it contains files that are not hidden.
     */
    private FileNode read(Directory parent, String name, String path) {
        boolean hidden = patterns.match(path, parent.matched).selected();
        if (hidden && !patterns.mayExcept(path)) {
            return null;
        }
        FileNode node = reader.node(path, RawPaths.resolve(parent.disk, name));
        return node != null && hidden && !showsSomething(node) ? null : node;
    }

    private boolean showsSomething(FileNode node) {
        Directory directory = node.isDirectory() ? directory(node.path()) : Directory.ABSENT;
        if (directory == Directory.ABSENT) {
            return false;
        }
        for (String name : reader.names(directory.path, directory.disk, name -> true)) {
            if (find(TreePath.join(directory.path, name)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the directory at a path, reached without following a link. Its {@code matched} patterns apply to its
     * files too.
     */
    private Directory directory(String path) {
        Directory known = directories.get(path);
        if (known != null) {
            return known;
        }
        Directory parent = directory(TreePath.parent(path));
        Directory found = Directory.ABSENT;
        if (parent != Directory.ABSENT && isName(TreePath.name(path))) {
            Path disk = RawPaths.resolve(parent.disk, TreePath.name(path));
            PatternList.Matched matched = patterns.match(path, parent.matched);
            boolean mayShow = !matched.selected() || patterns.mayExcept(path);
            if (mayShow && Files.isDirectory(disk, LinkOption.NOFOLLOW_LINKS)) {
                found = new Directory(path, disk, matched);
            }
        }
        Directory other = directories.putIfAbsent(path, found);
        return other == null ? found : other;
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('\0') < 0;
    }

    @Override
    public String ignoreFileName() {
        return ignore == IgnoreFile.NONE ? ".dockerignore" : ignore.name();
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public Optional<String> hiddenBy(String path) {
        PatternList.Matched matched = matched(path);
        boolean hides = matched.selected()
                && new DiskTree(root, IgnoreFile.NONE, description).find(path).isPresent();
        return hides ? Optional.of(patterns.deciding(matched)) : Optional.empty();
    }

    private PatternList.Matched matched(String path) {
        return path.isEmpty() ? patterns.root() : patterns.match(path, matched(TreePath.parent(path)));
    }
}
