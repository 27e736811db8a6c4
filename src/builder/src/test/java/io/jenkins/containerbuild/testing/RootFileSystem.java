package io.jenkins.containerbuild.testing;

import io.jenkins.containerbuild.image.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What an image's root file system holds: for each path (without a leading slash) what stands there. Times are kept for files only. */
public record RootFileSystem(SortedMap<String, Entry> entries) {

    /** What an engine puts into each container, whatever the image. */
    private static final List<String> ENGINE_FILES = List.of(
            ".dockerenv",
            "dev/console",
            "dev/pts",
            "dev/shm",
            "etc/hostname",
            "etc/hosts",
            "etc/mtab",
            "etc/resolv.conf");

    /**
     * @param type "file", "folder", "link", or what else it is
     * @param mode the twelve permission bits, octal
     * @param owner uid:gid
     * @param content the digest of a file, the target of a symbolic link, otherwise ""
     * @param names all paths that are hard links to the same file, or an empty set where there is one
     * @param seconds modification time of a file in seconds since 1970, otherwise 0
     */
    public record Entry(String type, String mode, String owner, String content, Set<String> names, long seconds) {
        Entry(String type, long mode, long uid, long gid, String content, long seconds) {
            this(
                    type,
                    "%04o".formatted(mode & 07777),
                    uid + ":" + gid,
                    content,
                    Set.of(),
                    type.equals("file") ? seconds : 0);
        }

        Entry withNames(Set<String> all) {
            return new Entry(type, mode, owner, content, all, seconds);
        }

        Entry withoutTime() {
            return new Entry(type, mode, owner, content, names, 0);
        }
    }

    /** Reads a tar as {@code docker export} writes it. */
    public static RootFileSystem ofTar(Path tar) throws IOException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        Map<String, Set<String>> links = new HashMap<>();
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)), "UTF-8")) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String path = clean(entry.getName());
                if (entry.isLink()) {
                    String target = clean(entry.getLinkName());
                    links.computeIfAbsent(target, first -> new TreeSet<>(Set.of(first)))
                            .add(path);
                } else if (!path.isEmpty()) {
                    entries.put(path, entry(entry, in));
                }
            }
        }
        links.forEach((target, names) ->
                names.forEach(name -> entries.put(name, entries.get(target).withNames(names))));
        return new RootFileSystem(entries);
    }

    private static String clean(String name) {
        String path = name.startsWith("./") ? name.substring(2) : name;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Entry entry(TarArchiveEntry entry, InputStream content) throws IOException {
        String type = entry.isDirectory()
                ? "folder"
                : entry.isSymbolicLink() ? "link" : entry.isFile() ? "file" : special(entry);
        String what = type.equals("file") ? digest(content) : type.equals("link") ? entry.getLinkName() : "";
        long seconds = entry.getLastModifiedTime().to(java.util.concurrent.TimeUnit.SECONDS);
        return new Entry(type, entry.getMode(), entry.getLongUserId(), entry.getLongGroupId(), what, seconds);
    }

    private static String special(TarArchiveEntry entry) {
        return entry.isFIFO() ? "pipe" : "device " + entry.getDevMajor() + ":" + entry.getDevMinor();
    }

    /** Reads a folder of this machine, owners as they are there. */
    public static RootFileSystem ofFolder(Path root) throws IOException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        Map<Object, Set<String>> inodes = new HashMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                if (!path.equals(root)) {
                    String name = root.relativize(path).toString();
                    Map<String, Object> stat = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
                    entries.put(name, entry(path, stat));
                    if ((int) stat.get("nlink") > 1 && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                        inodes.computeIfAbsent(stat.get("ino"), none -> new TreeSet<>())
                                .add(name);
                    }
                }
            }
        }
        inodes.values().stream()
                .filter(names -> names.size() > 1)
                .forEach(names -> names.forEach(
                        name -> entries.put(name, entries.get(name).withNames(names))));
        return new RootFileSystem(entries);
    }

    private static Entry entry(Path path, Map<String, Object> stat) throws IOException {
        int mode = (int) stat.get("mode");
        String type =
                switch (mode >> 12) {
                    case 4 -> "folder";
                    case 8 -> "file";
                    case 10 -> "link";
                    case 1 -> "pipe";
                    default -> "device";
                };
        String content = "";
        if (type.equals("file")) {
            try (InputStream in = Files.newInputStream(path)) {
                content = digest(in);
            }
        } else if (type.equals("link")) {
            content = Files.readSymbolicLink(path).toString();
        }
        long seconds =
                Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis() / 1000;
        return new Entry(type, mode, (int) stat.get("uid"), (int) stat.get("gid"), content, seconds);
    }

    private static String digest(InputStream content) throws IOException {
        DigestInputStream digesting = new DigestInputStream(content, Digest.sha256());
        digesting.transferTo(java.io.OutputStream.nullOutputStream());
        return Digest.of(digesting.getMessageDigest()).toString();
    }

    /** Without what every engine puts into every container. */
    public RootFileSystem withoutEngineFiles() {
        SortedMap<String, Entry> kept = new TreeMap<>(entries);
        ENGINE_FILES.forEach(kept::remove);
        return new RootFileSystem(kept);
    }

    /** Without modification times, for builds whose files are made at build time. */
    public RootFileSystem withoutTimes() {
        SortedMap<String, Entry> kept = new TreeMap<>(entries);
        kept.replaceAll((path, entry) -> entry.withoutTime());
        return new RootFileSystem(kept);
    }

    public Entry at(String path) {
        return entries.get(path);
    }

    /** One line for each path that differs, "" where nothing does; this one is what was wanted. */
    public String difference(RootFileSystem other) {
        Set<String> paths = new TreeSet<>(entries.keySet());
        paths.addAll(other.entries.keySet());
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            Entry wanted = at(path);
            Entry found = other.at(path);
            if (wanted == null || !wanted.equals(found)) {
                lines.add(path + "\n    wanted " + wanted + "\n    found  " + found);
            }
        }
        return String.join("\n", lines);
    }
}
