package io.jenkins.containerbuild.file;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.LimitException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.Test;

/** Limits for paths and link targets, and for the totals of an archive. */
public class PathLimitsTest {
    private record Row(String path, String refusal) {}

    @Test
    public void pathsAsLongAsLinuxTakesThem() {
        String deep = "a/".repeat(2048);
        String accents = "\u00e9".repeat(127);
        List<Row> rows = List.of(
                new Row("", null),
                new Row("etc/passwd", null),
                new Row(deep, null),
                new Row(deep + "a", "bytes, more than 4096"),
                new Row("n".repeat(255), null),
                new Row("d/" + "n".repeat(256), "has more than 255 bytes"),
                new Row("n".repeat(256) + "/f", "has more than 255 bytes"),
                new Row(accents + "x", null),
                new Row(accents + "xx", "has more than 255 bytes"),
                new Row("\udcff".repeat(255), null),
                new Row("\udcff".repeat(256), "has more than 255 bytes"),
                new Row("n/".repeat(500_000), "has 1000000 bytes, more than 4096"),
                new Row("a\0b", "contains a NUL character"));
        for (Row row : rows) {
            LimitException refused = null;
            try {
                PathLimits.check(row.path());
            } catch (LimitException e) {
                refused = e;
            }
            if (row.refusal() == null) {
                assertEquals(null, refused);
            } else {
                assertNotNull(row.refusal(), refused);
                assertTrue(refused.getMessage(), refused.getMessage().endsWith(row.refusal()));
                assertFalse(refused.getMessage(), refused.getMessage().length() > 400);
            }
        }
    }

    @Test
    public void aTargetMayHaveLongNamesButNotBeLong() {
        PathLimits.checkTarget("n".repeat(4096));
        assertThrows(LimitException.class, () -> PathLimits.checkTarget("n".repeat(4097)));
    }

    @Test
    public void countsOfAllPathsAreBounded() {
        assertThrows(LimitException.class, () -> new PathLimits().add(2_000_001));
        PathLimits characters = new PathLimits();
        String path = "a/".repeat(2048);
        assertThrows(LimitException.class, () -> {
            for (int i = 0; i < 50_000; i++) {
                characters.add(path);
            }
        });
        PathLimits work = new PathLimits();
        assertThrows(LimitException.class, () -> {
            for (int i = 0; i < 2_000_000; i++) {
                work.lookUp(path);
            }
        });
    }

    @Test
    public void anInterruptEndsTheNextLookUp() {
        PathLimits limits = new PathLimits();
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> limits.lookUp("a"));
        assertTrue("still interrupted", Thread.interrupted());
    }
}
