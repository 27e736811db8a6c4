package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.fault.InputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A directory on disk less what an ignore file hides. A directory that is hidden itself is there if something in it is not. Symbolic links
 * are never followed on the way to a file, so nothing outside of the directory is seen. Owner and group of all files are 0, as contexts are
 * sent. Safe for use by several threads.
 */
public final class DiskTree implements FileTree {
    private final Path root;
    private final String description;
    private final IgnoreFile ignore;
    private final PatternList patterns;
    private final Map<String, Directory> directories = new ConcurrentHashMap<>();

    /** What was listed once is not looked at again: who plans, who reports and who builds see the same files. */
    private final Map<String, List<FileNode>> listings = new ConcurrentHashMap<>();

    /** A directory that has been asked for; {@code disk} is null where none stands. */
    private record Directory(String path, Path disk, PatternList.Matched matched) {}

    private static final Directory ABSENT = new Directory("", null, null);

    private DiskTree(Path root, IgnoreFile ignore, String description) {
        this.root = root;
        this.description = description;
        this.ignore = ignore;
        this.patterns = ignore.patterns();
        directories.put("", new Directory("", root, patterns.root()));
    }

    /**
     * @param directory of the files; it may be a link itself
     * @param description see {@link FileTree#describe}
     * @throws InputException if no directory stands there
     */
    public static DiskTree of(Path directory, IgnoreFile ignore, String description) {
        if (!Files.isDirectory(directory)) {
            throw new InputException(
                    description + ": \"" + directory + "\" is no directory; name the directory that holds the files");
        }
        try {
            return new DiskTree(directory.toRealPath(), ignore, description);
        } catch (IOException e) {
            throw new InputException(description + ": \"" + directory + "\" cannot be read: " + e.getMessage(), e);
        }
    }

    /** The directory with all links resolved. */
    public Path root() {
        return root;
    }

    public IgnoreFile ignoreFile() {
        return ignore;
    }

    @Override
    public Optional<FileNode> find(String path) {
        if (path.isEmpty()) {
            return Optional.ofNullable(readNode("", root, Visibility.SHOWN));
        }
        Directory parent = directory(GoPath.parent(path));
        if (parent == ABSENT) {
            return Optional.empty();
        }
        return Optional.ofNullable(child(parent, GoPath.base(path), path));
    }

    @Override
    public List<FileNode> children(String path) {
        List<FileNode> known = listings.get(path);
        if (known == null) {
            known = List.copyOf(children(path, name -> true));
            listings.put(path, known);
        }
        return known;
    }

    @Override
    public List<FileNode> children(String path, Predicate<String> wanted) {
        Directory directory = directory(path);
        if (directory == ABSENT) {
            return List.of();
        }
        List<String> names = names(directory, wanted);
        List<FileNode> nodes = new ArrayList<>(names.size());
        for (String name : names) {
            FileNode node = child(directory, name, GoPath.join(path, name));
            if (node != null) {
                nodes.add(node);
            }
        }
        return nodes;
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
        if (path.isEmpty()) {
            return patterns.root();
        }
        return patterns.match(path, matched(GoPath.parent(path)));
    }

    /** The directory at a path, reached without following a link; what hides it is known, since its files need that. */
    private Directory directory(String path) {
        Directory known = directories.get(path);
        if (known != null) {
            return known;
        }
        Directory parent = directory(GoPath.parent(path));
        Directory found = ABSENT;
        if (parent != ABSENT && isName(GoPath.base(path))) {
            Path disk = RawPaths.resolve(parent.disk(), GoPath.base(path));
            PatternList.Matched matched = patterns.match(path, parent.matched());
            boolean mayShow = !matched.selected() || patterns.mayExcept(path);
            if (mayShow && Files.isDirectory(disk, LinkOption.NOFOLLOW_LINKS)) {
                found = new Directory(path, disk, matched);
            }
        }
        directories.put(path, found);
        return found;
    }

    /** How a name stands to the ignore file. */
    private enum Visibility {
        SHOWN,
        HIDDEN,
        /** Hidden, but there if it is a directory with something in it that is not. */
        FOR_ITS_FILES
    }

    private FileNode child(Directory parent, String name, String path) {
        if (!isName(name)) {
            return null;
        }
        PatternList.Matched matched = patterns.match(path, parent.matched());
        Visibility visibility = !matched.selected()
                ? Visibility.SHOWN
                : patterns.mayExcept(path) ? Visibility.FOR_ITS_FILES : Visibility.HIDDEN;
        return visibility == Visibility.HIDDEN
                ? null
                : readNode(path, RawPaths.resolve(parent.disk(), name), visibility);
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('\0') < 0;
    }

    private FileNode readNode(String path, Path disk, Visibility visibility) {
        try {
            DiskStat stat = DiskStat.of(disk);
            FileNode.Kind kind = stat.kind();
            if (visibility == Visibility.FOR_ITS_FILES && (kind != FileNode.Kind.DIRECTORY || !showsSomething(path))) {
                return null;
            }
            boolean file = kind == FileNode.Kind.FILE;
            return new FileNode(
                    path,
                    kind,
                    file ? stat.file().size() : 0,
                    stat.permissions(),
                    0,
                    0,
                    stat.file().mtimeNanos(),
                    kind == FileNode.Kind.SYMLINK ? RawPaths.text(Files.readSymbolicLink(disk)) : "",
                    !file ? null : stat.isSocket() ? new EmptyContent() : new DiskFile(disk, path, stat));
        } catch (NoSuchFileException | NotDirectoryException | NotLinkException e) {
            return null;
        } catch (AccessDeniedException e) {
            throw DiskFile.unreadable(path, e);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private boolean showsSomething(String path) {
        Directory directory = directory(path);
        if (directory == ABSENT) {
            return false;
        }
        for (String name : names(directory, name -> true)) {
            if (child(directory, name, GoPath.join(path, name)) != null) {
                return true;
            }
        }
        return false;
    }

    private List<String> names(Directory directory, Predicate<String> wanted) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while the " + description + " was read");
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.disk())) {
            for (Path entry : entries) {
                String name = RawPaths.name(entry);
                if (wanted.test(name)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new InputException("\"" + directory.path() + "/\" vanished while the " + description
                    + " was read; build again when nothing deletes it");
        } catch (AccessDeniedException e) {
            throw DiskFile.unreadable(directory.path() + "/", e);
        } catch (DirectoryIteratorException e) {
            throw failed(directory.path(), e.getCause());
        } catch (IOException e) {
            throw failed(directory.path(), e);
        }
        names.sort(PathOrder.BY_BYTES);
        return names;
    }

    private InputException failed(String path, IOException cause) {
        return new InputException(
                "\"" + path + "\" in the " + description + " cannot be read: " + cause.getMessage(), cause);
    }
}
