package io.jenkins.containerbuild.builder.layer;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.embedded.Layers;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** Properties of the split; sizes are only claimed, nothing is read. */
public class LayerSplitTest {
    private static final int BUDGET = 90;

    private static FileNode sized(String path, long size) {
        return FileNode.file(path, 0644, 0, 0, Layers.DAY, size, new Layers.Bytes(path.getBytes()));
    }

    /** A tree of about so many bytes: directories, files of all sizes, links, hard links. */
    private static List<FileNode> tree(long seed, int files, long bytes) {
        Random random = new Random(seed);
        List<FileNode> entries = new ArrayList<>(List.of(Layers.directory("app"), Layers.directory("app/empty")));
        FileNode last = null;
        for (int i = 0; i < files; i++) {
            String directory = "app/d%03d".formatted(i / 40);
            if (i % 40 == 0) {
                entries.add(FileNode.directory(directory, 0700 + i % 8, 1, 2, Layers.DAY));
            }
            String path = directory + "/f%05d".formatted(i);
            if (i % 50 == 7 && last != null) {
                entries.add(FileNode.hardLink(path, last));
            } else if (i % 50 == 9) {
                entries.add(FileNode.symlink(path, "f", 0, 0, Layers.DAY));
            } else {
                last = sized(path, (long) (-Math.log(1 - random.nextDouble()) * bytes / files));
                entries.add(last);
            }
        }
        return entries;
    }

    @Test
    public void splitLayersContainTheSameFilesAsOneLayer() {
        for (long seed = 1; seed <= 20; seed++) {
            List<FileNode> entries = tree(seed, 2_000, (32 + 40 * seed) << 20);
            List<List<FileNode>> layers = LayerSplit.split(entries, BUDGET);
            Map<String, FileNode> all = new HashMap<>();
            for (List<FileNode> layer : layers) {
                Set<String> here = new HashSet<>();
                for (FileNode entry : layer) {
                    assertTrue("twice in one layer: " + entry.path(), here.add(entry.path()));
                    FileNode before = all.put(entry.path(), entry);
                    assertTrue("in two layers: " + entry.path(), before == null || entry.isDirectory());
                    assertTrue("directories are the same everywhere", before == null || before == entry);
                    assertTrue(
                            "stands before its directory: " + entry.path(),
                            TreePath.parent(entry.path()).isEmpty() || here.contains(TreePath.parent(entry.path())));
                    assertTrue(
                            "apart from the file it links to: " + entry.path(),
                            entry.kind() != FileNode.Kind.HARD_LINK || here.contains(entry.linkTarget()));
                }
            }
            assertEquals("seed " + seed, new HashSet<>(entries), new HashSet<>(all.values()));
            assertEquals(layers, LayerSplit.split(entries, BUDGET));
        }
    }

    @Test
    public void layersAreAFewMegabytesAndWithinTheBudget() {
        for (long megabytes : new long[] {40, 100, 300, 1_000, 5_000}) {
            for (int budget : new int[] {2, 10, 90}) {
                List<FileNode> entries = tree(megabytes, 5_000, megabytes << 20);
                List<List<FileNode>> layers = LayerSplit.split(entries, budget);
                assertTrue(layers.size() + " layers of " + budget, layers.size() <= budget);
                if (budget == 90 && megabytes <= 300) {
                    long largest = layers.stream()
                            .mapToLong(LayerSplitTest::bytes)
                            .max()
                            .orElseThrow();
                    assertTrue("largest is " + largest, largest <= 8 << 20);
                    assertTrue(layers.size() + " layers for " + megabytes + " MB", layers.size() <= megabytes / 2);
                }
            }
        }
    }

    private static long bytes(List<FileNode> layer) {
        return layer.stream().mapToLong(FileNode::size).sum();
    }

    @Test
    public void oneFileMoreLessOrLargerTouchesFewLayers() {
        long seed = 42;
        List<FileNode> entries = tree(seed, 5_000, 100 << 20);
        Set<Set<String>> before = paths(LayerSplit.split(entries, BUDGET));
        Random random = new Random(seed);
        long touched = 0;
        int changes = 300;
        for (int i = 0; i < changes; i++) {
            List<FileNode> changed = new ArrayList<>(entries);
            int at = 2 + random.nextInt(entries.size() - 2);
            FileNode old = changed.get(at);
            if (i % 3 == 0) {
                String name = old.isDirectory() ? old.path() + "/new" + i : old.path() + "-new" + i;
                changed.add(at + 1, sized(name, random.nextInt(60_000)));
            } else if (i % 3 == 1 && old.kind() == FileNode.Kind.FILE && !isLinked(entries, old)) {
                changed.remove(at);
            } else if (old.kind() == FileNode.Kind.FILE) {
                changed.set(at, sized(old.path(), old.size() + random.nextInt(60_000)));
            }
            Set<Set<String>> after = paths(LayerSplit.split(changed, BUDGET));
            after.removeAll(before);
            touched += after.size();
            assertTrue("seed " + seed + ", change " + i + " makes " + after.size() + " layers anew", after.size() <= 8);
        }
        assertTrue("on average " + (double) touched / changes + " layers have other paths", touched <= 1.2 * changes);
    }

    private static boolean isLinked(List<FileNode> entries, FileNode file) {
        return entries.stream().anyMatch(entry -> entry.linkTarget().equals(file.path()));
    }

    private static Set<Set<String>> paths(List<List<FileNode>> layers) {
        Set<Set<String>> result = new HashSet<>();
        for (List<FileNode> layer : layers) {
            Set<String> paths = new HashSet<>();
            layer.forEach(entry -> paths.add(entry.path()));
            result.add(paths);
        }
        return result;
    }

    @Test
    public void aSmallCopyStaysOneLayer() {
        List<FileNode> entries = tree(1, 1_000, 20 << 20);
        assertSame(entries, LayerSplit.split(entries, BUDGET).get(0));
        assertEquals(1, LayerSplit.split(entries, BUDGET).size());
        assertNotEquals(1, LayerSplit.split(tree(1, 1_000, 50 << 20), BUDGET).size());
    }

    @Test
    public void bigFilesStandAlone() {
        List<FileNode> entries = tree(1, 200, 10 << 20);
        entries.add(Layers.directory("big"));
        entries.add(sized("big/one", 1L << 30));
        entries.add(sized("big/two", 20L << 20));
        List<List<FileNode>> layers = LayerSplit.split(entries, BUDGET);
        assertTrue(layers.stream()
                .anyMatch(layer -> layer.size() == 2 && layer.get(1).path().equals("big/one")));
        assertTrue(layers.stream()
                .anyMatch(layer -> layer.size() == 2 && layer.get(1).path().equals("big/two")));
        assertTrue(layers.size() + " layers", layers.size() < 12);
    }

    @Test
    public void copiesThatHideLowerLayersAreNotSplit() {
        List<FileNode> entries = tree(1, 1_000, 50 << 20);
        entries.add(Layers.file("app/d000/.wh..wh..opq", ""));
        assertEquals(1, LayerSplit.split(entries, BUDGET).size());
    }

    /** Names that were chosen so that all have the same {@link String#hashCode}. */
    @Test
    public void namesWithOneHashAreSplitWithoutDeepRecursion() {
        List<FileNode> entries = new ArrayList<>();
        for (int i = 0; i < 1 << 14; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 13; bit >= 0; bit--) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            entries.add(sized(name.toString(), 4 << 10));
        }
        List<List<FileNode>> layers = LayerSplit.split(entries, BUDGET);
        assertTrue(layers.size() + " layers", layers.size() > 1 && layers.size() <= BUDGET);
        assertEquals(entries.size(), layers.stream().mapToInt(List::size).sum());
    }
}
