package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.report.history.HistoryFile;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ReportCommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private Path history;

    @Before
    public void makeAContext() throws IOException {
        root = folder.getRoot().toPath();
        history = root.resolve("history");
        Files.createDirectory(root.resolve("context"));
        Files.writeString(root.resolve("context/Dockerfile"), "FROM scratch\nCOPY a /a\n");
        Files.writeString(root.resolve("context/a"), "content");
    }

    private Ran build(Map<String, String> environment) {
        return Ran.with(
                environment,
                "build",
                "--cache-dir=" + root.resolve("cache"),
                "--builder=embedded",
                "--history=" + history,
                "-t",
                "r.example/shop/app:1",
                "-o",
                "type=oci,dest=" + root.resolve("image.tar"),
                root.resolve("context").toString());
    }

    @Test
    public void buildsAreRecordedAndShown() throws IOException {
        Ran first = build(Map.of("BUILD_NUMBER", "7", "BUILD_URL", "https://ci.example/job/shop/7/"));
        assertEquals(first.err(), 0, first.status());
        assertEquals(0, build(Map.of()).status());

        List<HistoryRecord> records = HistoryFile.in(history).read().records();
        assertEquals(2, records.size());
        assertEquals(
                new HistoryRecord.Build("7", "https://ci.example/job/shop/7/"),
                records.get(0).build());
        assertEquals(HistoryRecord.Build.NONE, records.get(1).build());
        assertEquals("r.example/shop/app", records.get(0).image().name());
        assertEquals("content".length(), records.get(0).context().sentBytes());
        assertEquals("the layer of the first build", 1, records.get(1).cached());

        Path page = root.resolve("trends.html");
        Ran ran = Ran.of("report", "--history", history.toString(), "--output", page.toString());
        assertEquals(ran.err(), 0, ran.status());
        assertEquals("", ran.out() + ran.err());
        String html = Files.readString(page);
        assertTrue(html, html.contains("2 builds of 1 image"));
        assertTrue(html, html.contains(records.get(0).image().digest()));
    }

    @Test
    public void damageIsSaidAndLeftOut() throws IOException {
        build(Map.of());
        Files.writeString(history.resolve("history.jsonl"), "no record\n", StandardOpenOption.APPEND);

        Ran ran = Ran.of(
                "report",
                "--history",
                history.toString(),
                "-o",
                root.resolve("p.html").toString());
        assertEquals(0, ran.status());
        assertTrue(ran.err(), ran.err().startsWith("WARNING: 1 damaged lines of " + history.resolve("history.jsonl")));
    }

    @Test
    public void invalidPathsExitWith1() throws IOException {
        Ran none = Ran.of(
                "report",
                "--history",
                history.toString(),
                "-o",
                root.resolve("p.html").toString());
        assertEquals(1, none.status());
        assertTrue(none.err(), none.err().startsWith("no builds are recorded in " + history));

        Files.writeString(history, "a file");
        Ran file = build(Map.of());
        assertEquals(1, file.status());
        assertTrue(file.err(), file.err().contains("is not a directory"));
        assertFalse("before anything is built", Files.exists(root.resolve("image.tar")));
    }
}
