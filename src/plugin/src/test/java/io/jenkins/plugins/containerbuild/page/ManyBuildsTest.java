package io.jenkins.plugins.containerbuild.page;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import hudson.FilePath;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.testing.Browser;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Twenty-five builds of a growing image, one of them slow: every page shows the same figures, and Chromium draws them. */
public class ManyBuildsTest {
    private static final int BUILDS = 25;
    private static final int SLOW = 18;
    private static final long SLOW_MILLIS = 4_000;

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    private final Random random = new Random(17);

    @Test
    public void pagesShowWhatWasBuilt() throws Exception {
        HttpServer slow = slowServer();
        List<BuildRecord> records = new ArrayList<>();
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class, "shop");
        try {
            job.setDefinition(new CpsFlowDefinition(
                    "node { containerBuild image: '" + REGISTRY.reference("shop/app") + "', tags: [env.BUILD_NUMBER] }",
                    true));
            for (int number = 1; number <= BUILDS; number++) {
                prepare(job, number, slow.getAddress().getPort());
                WorkflowRun run = JENKINS.buildAndAssertSuccess(job);
                records.add(run.getAction(RunHistory.class).getRecords().get(0));
            }
        } finally {
            slow.stop(0);
        }
        theRegistrysManifestsAgree(records);
        theRemoteApiAgrees(records);
        theCsvAgrees(records);
        theReasonIsWhatChanged(records);
        try (Browser browser = Browser.start()) {
            theTrendIsDrawn(browser, records);
            theDifferenceIsShown(browser, records);
        }
    }

    private static HttpServer slowServer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try {
                Thread.sleep(SLOW_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("slow".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        return server;
    }

    private void prepare(WorkflowJob job, int number, int port) throws Exception {
        FilePath workspace = JENKINS.jenkins.getWorkspaceFor(job);
        String dockerfile = "FROM " + TestImages.java(REGISTRY) + "\n"
                + "WORKDIR /opt/shop\n"
                + "COPY lib lib\n"
                + "COPY shop.jar ./\n"
                + (number == SLOW ? "ADD http://127.0.0.1:" + port + "/feed.xml ./\n" : "")
                + "ENTRYPOINT [\"java\", \"-cp\", \"shop.jar:lib/*\", \"example.Shop\"]\n";
        workspace.child("Dockerfile").write(dockerfile, "UTF-8");
        if (number == 1) {
            bytes(workspace.child("lib/web.jar"), 9_000_000);
            bytes(workspace.child(".git/objects/pack"), 30_000_000);
            for (int i = 0; i < 200; i++) {
                workspace.child("node_modules/left-pad/" + i + ".js").write("// " + i, "UTF-8");
            }
        }
        if (number % 5 != 0) {
            bytes(workspace.child("shop.jar"), 3_000_000 + 400_000 * number);
        }
    }

    private void bytes(FilePath file, int count) throws Exception {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        file.getParent().mkdirs();
        try (var out = file.write()) {
            out.write(bytes);
        }
    }

    private static void theRegistrysManifestsAgree(List<BuildRecord> records) {
        for (int number = 1; number <= BUILDS; number++) {
            String text = Skopeo.manifest("docker://" + REGISTRY.reference("shop/app:" + number));
            JsonObject manifest = JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
            LongStream sizes = manifest.objects("layers").stream().mapToLong(layer -> layer.number("size"));
            assertEquals("#" + number, sizes.sum(), records.get(number - 1).getBytes());
        }
    }

    private static JsonObject json(String path) throws IOException {
        return JsonObject.parse(get(path).getBytes(StandardCharsets.UTF_8));
    }

    private static String get(String path) throws IOException {
        try (InputStream in = new URL(JENKINS.getURL(), path).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void theRemoteApiAgrees(List<BuildRecord> records) throws IOException {
        List<JsonObject> ofJob = json("job/shop/container-builds/api/json").objects("builds");
        List<JsonObject> drawn = json("job/shop/container-builds/trends").objects("builds");
        assertEquals(BUILDS, ofJob.size());
        assertEquals(
                10,
                json("job/shop/container-builds/trends?newest=10")
                        .objects("builds")
                        .size());
        for (int number = 1; number <= BUILDS; number++) {
            BuildRecord record = records.get(number - 1);
            JsonObject ofRun = json("job/shop/" + number + "/container-builds/api/json")
                    .objects("records")
                    .get(0);
            assertEquals(record.getBytes(), ofRun.number("bytes"));
            assertEquals(record.getDurationMillis(), ofRun.number("durationMillis"));
            assertEquals(record.getContextTotalBytes(), ofRun.number("contextTotalBytes"));
            for (JsonObject build : List.of(ofJob.get(number - 1), drawn.get(number - 1))) {
                assertEquals(String.valueOf(number), build.string("build"));
                assertEquals(record.getBytes(), build.number("bytes"));
                assertEquals(record.getBaseBytes(), build.number("baseBytes"));
                assertEquals(record.getApplicationBytes(), build.number("applicationBytes"));
                assertEquals(record.getDurationMillis(), build.number("milliseconds"));
                assertEquals(record.getContextBytes(), build.number("contextBytes"));
                assertEquals(record.getCached(), build.number("cached"));
                assertEquals(record.getReason(), build.string("reason"));
                record.getPhases()
                        .forEach((phase, millis) -> assertEquals(
                                (long) millis, build.object("phases").number(phase)));
            }
        }
        assertTrue(get("job/shop/25/api/json")
                .contains("\"digest\":\"" + records.get(24).getDigest() + '"'));
    }

    private static void theCsvAgrees(List<BuildRecord> records) throws IOException {
        List<String> lines = get("job/shop/container-builds/csv").lines().toList();
        List<String> names = List.of(lines.get(0).split(","));
        assertEquals(BUILDS + 1, lines.size());
        for (int number = 1; number <= BUILDS; number++) {
            List<String> fields = List.of(lines.get(number).split(","));
            assertEquals(String.valueOf(number), fields.get(names.indexOf("build")));
            assertEquals(String.valueOf(records.get(number - 1).getBytes()), fields.get(names.indexOf("bytes")));
            assertEquals(
                    String.valueOf(records.get(number - 1).getDurationMillis()),
                    fields.get(names.indexOf("milliseconds")));
        }
    }

    private static void theReasonIsWhatChanged(List<BuildRecord> records) {
        assertEquals("file shop.jar changed", records.get(1).getReason());
        assertFalse(records.get(1).isReused());
        assertTrue(records.get(4).getReason(), records.get(4).getReason().startsWith("nothing that decides the image"));
        assertTrue(records.get(4).isReused());
    }

    private static void open(Browser browser, String path) throws IOException {
        browser.look(1_200, 860, "light");
        browser.open(URI.create(JENKINS.getURL() + path));
    }

    private static void theTrendIsDrawn(Browser browser, List<BuildRecord> records) throws IOException {
        open(browser, "job/shop/container-builds/");
        browser.await("document.querySelector('tbody tr') !== null");
        assertEquals(
                records.stream().map(BuildRecord::getApplicationBytes).toList().toString(),
                values(browser, "size", "application"));
        assertEquals(
                records.stream().map(BuildRecord::getBaseBytes).toList().toString(), values(browser, "size", "base"));
        browser.evaluate("[...document.querySelectorAll('th button')].find(b => b.textContent === 'Duration').click()");
        BuildRecord slowest = Collections.max(records, Comparator.comparingLong(BuildRecord::getDurationMillis));
        int number = records.indexOf(slowest) + 1;
        assertEquals("#" + number, browser.evaluate("document.querySelector('tbody tr td').textContent"));
        assertTrue(records.get(SLOW - 1).getDurationMillis() >= SLOW_MILLIS);
        assertEquals(
                "/jenkins/job/shop/" + number + "/container-builds/",
                browser.evaluate("new URL(document.querySelector('tbody a').href).pathname"));
        assertEquals(List.of(), browser.complaints());

        open(browser, "job/shop/");
        browser.await("document.querySelectorAll('.cbt-compact canvas').length > 0");
        assertEquals(
                List.of("Image size", "Duration"),
                browser.evaluate("[...document.querySelectorAll('.cbt-title')].map(e => e.textContent)"));
        browser.evaluate("document.querySelector('[data-chart=size] .cbt-plot').focus()");
        assertTrue(
                browser.evaluate("document.querySelector('[data-chart=size] .cbt-plot').getAttribute('aria-valuetext')")
                        .toString()
                        .startsWith("Build #25: Base "));
        assertEquals(List.of(), browser.complaints());
    }

    private static String values(Browser browser, String chart, String series) {
        return browser.evaluate("echarts.getInstanceByDom(document.querySelector('[data-chart=" + chart
                        + "] .cbt-plot')).getOption().series.find(one => one.id === '" + series + "').data")
                .toString();
    }

    private static void theDifferenceIsShown(Browser browser, List<BuildRecord> records) throws IOException {
        open(browser, "job/shop/2/");
        String summary = browser.evaluate("document.querySelector('#main-panel').textContent")
                .toString();
        String more = Figures.bytes(records.get(1).getBytes() - records.get(0).getBytes());
        assertTrue(summary, summary.contains(" MB (+" + more + "), built in "));
        assertTrue(summary, summary.contains(", compared with #1"));
        assertTrue(summary, summary.contains("file shop.jar changed"));
        assertTrue(summary, summary.contains("2 of 204 files, 12.8 MB of 42.8 MB"));
        assertEquals(List.of(), browser.complaints());

        open(browser, "job/shop/2/container-builds/");
        String page = browser.evaluate("document.querySelector('#main-panel').textContent")
                .toString();
        assertTrue(page, page.contains(records.get(1).getDigest()));
        assertEquals(
                List.of(".git/", "node_modules/"),
                browser.evaluate("[...document.querySelectorAll('table:last-of-type td:first-child code')]"
                        + ".map(e => e.textContent)"));
        assertEquals(
                "parts of a bar fill it",
                "1000",
                browser.evaluate("[...document.querySelector('.container-build-bar').querySelectorAll('rect')]"
                                + ".reduce((sum, e) => sum + Number(e.getAttribute('width')), 0)")
                        .toString());
        assertTrue(browser.evaluate("document.querySelector('.container-build-bar').getAttribute('aria-label')")
                .toString()
                .startsWith("Base "));
        assertEquals(List.of(), browser.complaints());
    }
}
