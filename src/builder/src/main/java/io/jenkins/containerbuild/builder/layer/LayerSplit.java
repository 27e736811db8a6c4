package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.tar.TarWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits a large COPY into layers of a few megabytes, so that one changed file changes only one small layer, and hosts
 * download only this layer.
 *
 * <p>The split depends only on paths and sizes. Each large file gets a separate layer. The other files, sorted by path,
 * initially form one run. Any run that is too large is cut before the path with the largest hash, until every run is
 * small enough to be a layer. A cut therefore depends only on nearby files: adding, removing or enlarging a file moves
 * at most the cuts of one run. All names of a hard-linked file are in the same layer. Each layer contains the parent
 * directories of its files, with the same attributes in every layer.
 */
final class LayerSplit {
    /** Minimum size of the content, in bytes, for a COPY to be split. */
    static final long MIN_BYTES = 32L << 20;

    /** Maximum size of a run in bytes, including tar headers; the average run is half as large. */
    private static final long MAX_RUN = 8L << 20;

    /**
     * Maximum number of nested cuts by hash. Genuine paths need fewer. If paths chosen for their hashes need more,
     * further cuts halve the run instead.
     */
    private static final int DEEPEST_CUT = 40;

    private LayerSplit() {}

    /**
     * The smallest unit kept in one layer: a file together with its hard links, a symbolic link, or an empty directory.
     */
    private record Unit(List<FileNode> entries, long bytes, long hash) {}

    /**
     * Returns the entries of each layer: first the large files, then the runs, both in path order. The result is always
     * the same for the same paths, kinds and sizes.
     *
     * @param entries entries sorted by path, with {@code /} before every other byte
     * @param budget maximum number of layers
     */
    static List<List<FileNode>> split(List<FileNode> entries, int budget) {
        if (budget < 2 || !isWorthSplitting(entries)) {
            return List.of(entries);
        }
        List<Unit> units = units(entries);
        for (long maxRun = MAX_RUN; ; maxRun *= 2) {
            List<List<Unit>> runs = runs(units, maxRun);
            if (runs.size() <= budget) {
                return withDirectories(runs, entries);
            }
        }
    }

    private static boolean isWorthSplitting(List<FileNode> entries) {
        long content = 0;
        for (FileNode entry : entries) {
            content += entry.size();
            if (LayerTar.isOpaque(entry)) {
                // The marker would hide files of the directory in other layers of the same COPY.
                return false;
            }
        }
        return content >= MIN_BYTES;
    }

    private static List<Unit> units(List<FileNode> entries) {
        Map<String, List<FileNode>> links = new HashMap<>();
        for (FileNode entry : entries) {
            if (entry.kind() == FileNode.Kind.HARD_LINK) {
                links.computeIfAbsent(entry.linkTarget(), target -> new ArrayList<>())
                        .add(entry);
            }
        }
        List<Unit> units = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            FileNode entry = entries.get(i);
            // A directory is directly followed by its contents.
            boolean inhabited = entry.isDirectory()
                    && i + 1 < entries.size()
                    && entries.get(i + 1).path().startsWith(entry.path() + "/");
            if (!inhabited && entry.kind() != FileNode.Kind.HARD_LINK) {
                units.add(unit(entry, links.isEmpty() ? null : links.get(entry.path())));
            }
        }
        return units;
    }

    private static Unit unit(FileNode entry, List<FileNode> links) {
        List<FileNode> members = List.of(entry);
        if (links != null) {
            members = new ArrayList<>(members);
            members.addAll(links);
        }
        return new Unit(members, entry.size() + (long) TarWriter.BLOCK * members.size(), hash(entry.path()));
    }

    /** Returns a hash that is well distributed even for paths that differ little (the mixer of SplitMix64). */
    private static long hash(String path) {
        long mixed = path.hashCode() * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 31;
    }

    private static List<List<Unit>> runs(List<Unit> units, long maxRun) {
        List<List<Unit>> runs = new ArrayList<>();
        List<Unit> small = new ArrayList<>();
        long bytes = 0;
        for (Unit unit : units) {
            if (unit.bytes() >= maxRun / 2) {
                runs.add(List.of(unit));
            } else {
                small.add(unit);
                bytes += unit.bytes();
            }
        }
        if (!small.isEmpty()) {
            cut(small, bytes, maxRun, 0, runs);
        }
        return runs;
    }

    /** @param depth number of cuts that led to this run */
    private static void cut(List<Unit> run, long bytes, long maxRun, int depth, List<List<Unit>> runs) {
        if (bytes <= maxRun) {
            runs.add(run);
            return;
        }
        // A run above the limit has more than two units, because each unit is smaller than half the limit.
        int at = depth < DEEPEST_CUT ? largestHash(run) : run.size() / 2;
        long left = 0;
        for (Unit unit : run.subList(0, at)) {
            left += unit.bytes();
        }
        cut(run.subList(0, at), left, maxRun, depth + 1, runs);
        cut(run.subList(at, run.size()), bytes - left, maxRun, depth + 1, runs);
    }

    private static int largestHash(List<Unit> run) {
        int at = 1;
        for (int i = 2; i < run.size(); i++) {
            if (run.get(i).hash() > run.get(at).hash()) {
                at = i;
            }
        }
        return at;
    }

    private static List<List<FileNode>> withDirectories(List<List<Unit>> runs, List<FileNode> entries) {
        Map<String, FileNode> directories = new HashMap<>();
        for (FileNode entry : entries) {
            if (entry.isDirectory()) {
                directories.put(entry.path(), entry);
            }
        }
        List<List<FileNode>> layers = new ArrayList<>();
        for (List<Unit> run : runs) {
            List<FileNode> layer = new ArrayList<>();
            Set<String> there = new HashSet<>();
            String last = "";
            for (Unit unit : run) {
                for (FileNode entry : unit.entries()) {
                    String parent = TreePath.parent(entry.path());
                    if (!parent.equals(last)) {
                        addParents(parent, directories, there, layer);
                        last = parent;
                    }
                    layer.add(entry);
                }
            }
            layers.add(layer);
        }
        return layers;
    }

    private static void addParents(
            String path, Map<String, FileNode> directories, Set<String> there, List<FileNode> layer) {
        Deque<String> missing = new ArrayDeque<>();
        for (String at = path; !at.isEmpty() && there.add(at); at = TreePath.parent(at)) {
            missing.push(at);
        }
        while (!missing.isEmpty()) {
            FileNode directory = directories.get(missing.pop());
            if (directory != null) {
                layer.add(directory);
            }
        }
    }
}
