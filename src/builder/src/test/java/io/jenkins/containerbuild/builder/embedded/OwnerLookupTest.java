package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.jenkins.containerbuild.file.FileTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Owners as BuildKit reads them (solver/llbsolver/ops/user_linux.go). */
public class OwnerLookupTest {
    private static final OverlayTree IMAGE = TreeText.tree(
            "l 0:0 etc -> usr/etc",
            "d 755 0:0 usr",
            "d 755 0:0 usr/etc",
            "f 644 0:0 usr/etc/passwd root:x:0:0::/root:/bin/sh\n\n  app:x:1000:2000::/home/app:/bin/sh\nodd:x:z\n",
            "f 644 0:0 usr/etc/group root:x:0:\nstaff:x:50:app\n");
    private static final String[][] CASES = {
        {"1", "1:1"},
        {"1:2", "1:2"},
        {"1:", "1:0"},
        {":7", "0:7"},
        {"root", "0:0"},
        {"app", "1000:2000"},
        {"app:staff", "1000:50"},
        {"app:0", "1000:0"},
        {"1:staff", "1:50"},
        {"odd", "0:0"},
    };

    @Test
    public void owners() {
        List<String> warnings = new ArrayList<>();
        for (String[] line : CASES) {
            assertEquals(line[0], line[1], find(IMAGE, line[0], warnings));
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    public void unknownOwnerGivesAWarningAndIsIgnored() {
        List<String> warnings = new ArrayList<>();
        assertEquals("0:0", find(IMAGE, "nosuch", warnings));
        assertEquals("1000:2000", find(IMAGE, "app:nosuch", warnings));
        assertEquals("0:0", find(TreeText.tree("d 755 0:0 bin"), "app", warnings));
        assertEquals(3, warnings.size());
        assertEquals(true, warnings.get(0).startsWith("/etc/passwd of the image has no \"nosuch\""));
    }

    @Test
    public void aNameWithoutAnyImageIsAnError() {
        assertEquals("3:4", find(EmptyTree.SCRATCH, "3:4", new ArrayList<>()));
        assertThrows(StepException.class, () -> find(EmptyTree.SCRATCH, "app", new ArrayList<>()));
    }

    private static String find(FileTree tree, String text, List<String> warnings) {
        Owner owner = new OwnerLookup(tree, warnings::add).find(text);
        return owner.uid() + ":" + owner.gid();
    }
}
