package io.jenkins.containerbuild.report.history;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class TrendsTest {
    @Test
    public void buildsAreSortedFromOldToNew() {
        List<HistoryRecord> records = new ArrayList<>(Records.upTo(Records.SHOP, 3));
        Collections.reverse(records);

        JsonObject json = Trends.of(records).toJson();
        assertEquals(
                List.of("1", "2", "3"),
                json.objects("builds").stream()
                        .map(build -> build.string("build"))
                        .toList());
    }

    @Test
    public void imagesStandInTheOrderOfTheirLastBuild() {
        Trends trends = Trends.of(List.of(Records.of("a", 1), Records.of("b", 2), Records.of("a", 3)));

        assertEquals(List.of("a", "b"), trends.images());
        assertEquals(List.of("a"), trends.newest(1).images());
    }

    @Test
    public void jsonHasTheFiguresOfABuild() {
        JsonObject json = Trends.of(List.of(Records.of(Records.SHOP, 4))).toJson();

        assertEquals(1, json.number("schemaVersion"));
        assertEquals(List.of("resolve", "context", "transfer", "pull", "build", "push"), json.strings("phases"));
        JsonObject build = json.objects("builds").get(0);
        assertEquals("2026-11-01T14:00:00Z", build.string("when"));
        assertEquals("../4/", build.string("link"));
        assertEquals(78_000_000, build.number("bytes"));
        assertEquals(51_200_000, build.number("baseBytes"));
        assertEquals(26_800_000, build.number("applicationBytes"));
        assertEquals(1_800, build.number("milliseconds"));
        assertEquals(650, build.object("phases").number("push"));
        assertEquals(13_400_000, build.number("contextBytes"));
        assertEquals(3, build.number("cached"));
        assertEquals(3, build.number("made"));
        assertFalse(build.bool("reused"));
        assertFalse("not known", build.has("contextTotalBytes"));
        assertFalse("did not run", build.object("phases").has("transfer"));
    }

    @Test
    public void csvHasTheSameFigures() {
        String[] lines = Trends.of(List.of(Records.of(Records.SHOP, 4))).toCsv().split("\r\n");

        assertEquals(
                "when,build,image,tags,digest,bytes,baseBytes,applicationBytes,layers,milliseconds,phases.resolve,phases.context,"
                        + "phases.transfer,phases.pull,phases.build,phases.push,contextBytes,contextFiles,contextTotalBytes,"
                        + "contextTotalFiles,cached,made,findings,reused,reason,builder,builderReason,base,baseDigest,link",
                lines[0]);
        assertTrue(lines[1], lines[1].startsWith("2026-11-01T14:00:00Z,4,registry.example/shop/app,4 latest,sha256:"));
        assertTrue(
                lines[1],
                lines[1].contains(
                        ",78000000,51200000,26800000,4,1800,120,80,,0,700,650,13400000,124,,,3,3,0,false,,embedded,"));
        assertEquals(2, lines.length);
        assertEquals(1, Trends.of(List.of()).toCsv().split("\r\n").length);
    }

    /** RFC 4180 for separators; for formulas what OWASP writes about CSV injection. */
    @Test
    public void csvNeitherBreaksNorCalculates() {
        Map<String, String> cases = Map.of(
                "=1+1", "'=1+1",
                "+1", "'+1",
                "-1", "'-1",
                "@SUM(A1)", "'@SUM(A1)",
                "a,b", "\"a,b\"",
                "say \"yes\"", "\"say \"\"yes\"\"\"",
                "two\r\nlines", "\"two\r\nlines\"",
                "=cmd|'/c calc',\"x\"", "\"'=cmd|'/c calc',\"\"x\"\"\"");
        cases.forEach((reason, field) -> {
            String csv = Trends.of(List.of(withReason(reason))).toCsv();
            assertTrue(csv, csv.contains(",false," + field + ",embedded,"));
        });
    }

    private static HistoryRecord withReason(String reason) {
        HistoryRecord kept = Records.of(Records.SHOP, 1);
        return new HistoryRecord(
                kept.when(),
                kept.build(),
                kept.image(),
                kept.millis(),
                kept.phases(),
                kept.context(),
                kept.outcomes(),
                reason,
                new BuildReport.BuilderUsed("embedded", ""),
                null,
                kept.findings());
    }
}
