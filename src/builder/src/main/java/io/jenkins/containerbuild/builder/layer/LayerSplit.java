package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.context.pattern.GoPath;
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
 * Splits a big COPY into layers of a few megabytes, so that one changed file makes one small layer anew and hosts fetch just that.
 *
 * <p>The rule depends on paths and sizes alone. Files that are big themselves stand alone. The others stay in the order of their paths: as
 * long as a run of them is too big, it is cut before the path whose hash is the largest in it. So a cut depends on few files near it: one
 * file more or less, or a larger one, moves the cuts of its own run at most. Names of one hard-linked file stay together. Each layer has the
 * directories above its files, with the same attributes as in the other layers.
 */
final class LayerSplit {
    /** Bytes of content below which a COPY stays one layer. */
    static final long MIN_BYTES = 32L << 20;

    /** No run is larger, bytes of tar; on average layers have half of it. */
    private static final long MAX_RUN = 8L << 20;

    /** Hashes of honest paths never cut so often; paths that were chosen for their hashes would, so that such a run is halved instead. */
    private static final int DEEPEST_CUT = 40;

    private LayerSplit() {}

    /** What cannot be split: a file with its other names, a link, or a directory with nothing in it. */
    private record Unit(List<LayerEntry> entries, long bytes, long hash) {}

    /**
     * The entries of each layer, in the order of its first path. Always the same for the same paths, kinds and sizes.
     *
     * @param entries sorted by path with {@code /} before every other byte
     * @param budget how many layers there may be at most
     */
    static List<List<LayerEntry>> split(List<LayerEntry> entries, int budget) {
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

    private static boolean isWorthSplitting(List<LayerEntry> entries) {
        long content = 0;
        for (LayerEntry entry : entries) {
            content += entry.size();
            if (LayerTar.isOpaque(entry)) {
                // It would hide what other layers of the same COPY have in its directory.
                return false;
            }
        }
        return content >= MIN_BYTES;
    }

    private static List<Unit> units(List<LayerEntry> entries) {
        Map<String, List<LayerEntry>> links = new HashMap<>();
        for (LayerEntry entry : entries) {
            if (entry.kind() == LayerEntry.Kind.HARDLINK) {
                links.computeIfAbsent(entry.linkTarget(), target -> new ArrayList<>())
                        .add(entry);
            }
        }
        List<Unit> units = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            LayerEntry entry = entries.get(i);
            // What is in a directory follows it at once.
            boolean inhabited = entry.isDirectory()
                    && i + 1 < entries.size()
                    && entries.get(i + 1).path().startsWith(entry.path() + "/");
            if (!inhabited && entry.kind() != LayerEntry.Kind.HARDLINK) {
                units.add(unit(entry, links.isEmpty() ? null : links.get(entry.path())));
            }
        }
        return units;
    }

    private static Unit unit(LayerEntry entry, List<LayerEntry> links) {
        List<LayerEntry> members = List.of(entry);
        if (links != null) {
            members = new ArrayList<>(members);
            members.addAll(links);
        }
        return new Unit(members, entry.size() + (long) TarWriter.BLOCK * members.size(), hash(entry.path()));
    }

    /** Spread well, so that names that differ little are as good as any (the mixer of SplitMix64). */
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

    /** @param depth how many cuts this run is the result of */
    private static void cut(List<Unit> run, long bytes, long maxRun, int depth, List<List<Unit>> runs) {
        if (bytes <= maxRun) {
            runs.add(run);
            return;
        }
        // A run above the limit has more than two units, since each of them is below half of it.
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

    private static List<List<LayerEntry>> withDirectories(List<List<Unit>> runs, List<LayerEntry> entries) {
        Map<String, LayerEntry> directories = new HashMap<>();
        for (LayerEntry entry : entries) {
            if (entry.isDirectory()) {
                directories.put(entry.path(), entry);
            }
        }
        List<List<LayerEntry>> layers = new ArrayList<>();
        for (List<Unit> run : runs) {
            List<LayerEntry> layer = new ArrayList<>();
            Set<String> there = new HashSet<>();
            String last = "";
            for (Unit unit : run) {
                for (LayerEntry entry : unit.entries()) {
                    String parent = entry.parent();
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
            String path, Map<String, LayerEntry> directories, Set<String> there, List<LayerEntry> layer) {
        Deque<String> missing = new ArrayDeque<>();
        for (String at = path; !at.isEmpty() && there.add(at); at = GoPath.parent(at)) {
            missing.push(at);
        }
        while (!missing.isEmpty()) {
            LayerEntry directory = directories.get(missing.pop());
            if (directory != null) {
                layer.add(directory);
            }
        }
    }
}
