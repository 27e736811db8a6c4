package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.jenkins.containerbuild.file.FileNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.Test;

/** Trees upon trees, as instructions leave them. */
public class OverlayTreeTest {
    private final OverlayTree base =
            TreeText.tree("d 755 0:0 a", "f 644 0:0 a/x 1", "f 644 0:0 a/y 1", "d 700 1:1 a/d", "f 644 0:0 a/d/z 1");

    private static String children(OverlayTree tree, String directory) {
        return tree.children(directory).stream().map(FileNode::path).collect(Collectors.joining(" "));
    }

    @Test
    public void childrenOfAllLevelsInTheOrderOfTheirBytes() {
        OverlayTree first = new OverlayTree(base);
        TreeText.nodes("f 644 0:0 a/b 2", "d 755 0:0 n", "f 644 0:0 n/\u00e9 2", "f 644 0:0 n/z 2")
                .forEach(first::put);
        OverlayTree second = new OverlayTree(first);
        TreeText.nodes("f 600 0:0 a/x 3", "f 644 0:0 n/a 3").forEach(second::put);
        assertEquals("a n", children(second, ""));
        assertEquals("a/b a/d a/x a/y", children(second, "a"));
        assertEquals("n/a n/z n/\u00e9", children(second, "n"));
        assertEquals(0600, second.find("a/x").orElseThrow().mode());
        assertEquals("", children(second, "a/x"));
        assertEquals("", children(second, "nothing"));
    }

    @Test
    public void directoryWithPipeIsRefusedAsLayer() {
        OverlayTree copy = OverlayTree.copyOf(TreeText.tree("d 755 0:0 run", "p run/pipe"));
        StepException e = assertThrows(StepException.class, () -> LayerEntries.of(copy));
        assertEquals(
                "/run/pipe is a socket, pipe or device, which cannot be copied into an image;"
                        + " exclude it in .dockerignore or with --exclude",
                e.getMessage());
    }

    @Test
    public void replacementOfADirectoryHidesItsContent() {
        OverlayTree first = new OverlayTree(base);
        first.replace(TreeText.node("f 644 0:0 a file"));
        OverlayTree second = new OverlayTree(first);
        assertEquals("", children(second, "a"));
        assertEquals(true, second.find("a/d/z").isEmpty());
        second.replace(TreeText.node("d 755 0:0 a"));
        second.put(TreeText.node("f 644 0:0 a/new 1"));
        assertEquals("a/new", children(second, "a"));
        assertEquals(List.of("d 755 0:0 a", "f 644 0:0 a/new 1"), TreeText.layer(second));
    }
}
