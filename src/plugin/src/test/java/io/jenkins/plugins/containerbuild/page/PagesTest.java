package io.jenkins.plugins.containerbuild.page;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.Functions;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.ParametersAction;
import hudson.model.Run;
import hudson.model.StringParameterValue;
import hudson.model.queue.QueueTaskFuture;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.JobHistory;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LoggerRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What people and programs see of builds, and what becomes of it when jobs and builds come and go. One Jenkins, a job for each test. */
public class PagesTest {
    /** Generous: what is wanted of a quiet machine is 50 ms. */
    private static final long MOST_MILLIS = 500;

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final LoggerRule LOG =
            new LoggerRule().record(JobHistory.class, Level.WARNING).capture(100);

    @After
    public void everybodyMayDoAll() {
        JENKINS.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        JENKINS.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
    }

    private static WorkflowJob job(String name) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(
                "node {\n"
                        + "writeFile file: 'Dockerfile', text: '''FROM " + TestImages.busybox(REGISTRY)
                        + "\nLABEL note=\"<script>alert(1)</script>\"\nCOPY \"<b>.txt\" /srv/\n'''\n"
                        + "writeFile file: '<b>.txt', text: 'hello ' * env.BUILD_NUMBER.toInteger()\n"
                        + "writeFile file: '<img src=x>/y', text: 'not needed'\n"
                        + "containerBuild image: '" + REGISTRY.reference(name + "/app")
                        + "', tags: [env.BUILD_NUMBER]\n"
                        + "}",
                true));
        return job;
    }

    private static BuildRecord record(WorkflowRun run) {
        return run.getAction(RunHistory.class).getRecords().get(0);
    }

    @Test
    public void nothingFromABuildIsMarkup() throws Exception {
        WorkflowJob job = job("markup");
        JENKINS.buildAndAssertSuccess(job);
        WorkflowRun run = JENKINS.buildAndAssertSuccess(job);
        JenkinsRule.WebClient client = JENKINS.createWebClient();
        HtmlPage page = client.getPage(run, "container-builds");
        assertThat(page.asNormalizedText(), containsString(record(run).getDigest()));
        assertThat(page.asNormalizedText(), containsString("LABEL note=\"<script>alert(1)</script>\""));
        assertThat(page.asNormalizedText(), containsString("COPY \"<b>.txt\" /srv/"));
        assertThat(page.asNormalizedText(), containsString("<img src=x>/"));
        for (String path : List.of("", "container-builds")) {
            String html = client.getPage(run, path).getWebResponse().getContentAsString();
            assertThat(html, not(containsString("<script>alert")));
            assertThat(html, not(containsString("<b>.txt")));
            assertThat(html, not(containsString("<img src=x>")));
        }
    }

    @Test
    public void theSameImageUnderTwoNamesStandsTwiceOnThePage() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class, "twice");
        String step = "containerBuild image: '" + REGISTRY.reference("twice/");
        job.setDefinition(new CpsFlowDefinition(
                "node {\nwriteFile file: 'Dockerfile', text: 'FROM scratch\\nCOPY Dockerfile /'\n" + step + "a'\n"
                        + step + "b'\n" + step + "a'\n}",
                true));
        WorkflowRun run = JENKINS.buildAndAssertSuccess(job);
        JenkinsRule.WebClient client = JENKINS.createWebClient();
        HtmlPage page = client.getPage(run, "container-builds");
        List<String> ids = page.querySelectorAll(".container-build-image").stream()
                .map(PagesTest::id)
                .toList();
        assertEquals(List.of("image-1", "image-2", "image-3"), ids);
        HtmlPage summary = client.getPage(run);
        List<String> links = summary.getAnchors().stream()
                .map(HtmlAnchor::getHrefAttribute)
                .filter(link -> link.contains("#image-"))
                .map(link -> link.substring(link.indexOf('#') + 1))
                .toList();
        assertEquals(ids, links);
    }

    private static String id(DomNode node) {
        return ((DomElement) node).getId();
    }

    @Test
    public void theBuildSaysWhereItDiffersFromTheOneBefore() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class, "grows");
        job.setDefinition(new CpsFlowDefinition(
                "node {\nwriteFile file: 'Dockerfile', text: 'FROM scratch\\nCOPY data /'\ncontainerBuild image: '"
                        + REGISTRY.reference("grows/app") + "', tags: [env.BUILD_NUMBER]\n}",
                true));
        Random random = new Random(17);
        BuildRecord[] records = new BuildRecord[2];
        for (int i = 0; i < 2; i++) {
            byte[] bytes = new byte[1_000_000 * (i + 1)];
            random.nextBytes(bytes);
            try (OutputStream out =
                    JENKINS.jenkins.getWorkspaceFor(job).child("data").write()) {
                out.write(bytes);
            }
            records[i] = record(JENKINS.buildAndAssertSuccess(job));
        }
        String more = "application +" + Figures.bytes(records[1].getBytes() - records[0].getBytes());
        JenkinsRule.WebClient client = JENKINS.createWebClient();
        WorkflowRun second = job.getBuildByNumber(2);
        assertThat(
                client.getPage(second).asNormalizedText(), containsString("Changes since the previous build: " + more));
        assertThat(client.getPage(job.getBuildByNumber(1)).asNormalizedText(), not(containsString("Changes since")));
    }

    /** The remote API's own way to ask for less. */
    @Test
    public void theRemoteApiGivesWhatIsAskedFor() throws Exception {
        WorkflowJob job = job("asked");
        JENKINS.buildAndAssertSuccess(job);
        JsonObject drawn = trends(job).get(0);
        String api = job.getUrl() + "container-builds/api/";
        Map<String, Object> all = new TreeMap<>(
                JsonObject.parse(get(api + "json")).objects("builds").get(0).members());
        all.remove("_class");
        assertEquals("the same figures by the same names", new TreeMap<>(drawn.members()), all);
        JsonObject few = JsonObject.parse(get(api + "json?tree=images,builds%5Bbuild,bytes%5D"));
        assertEquals(List.of(REGISTRY.reference("asked/app")), few.strings("images"));
        Map<String, Object> figures = new TreeMap<>(few.objects("builds").get(0).members());
        figures.remove("_class");
        assertEquals(Set.of("build", "bytes"), figures.keySet());
        assertEquals(drawn.number("bytes"), few.objects("builds").get(0).number("bytes"));
        assertThat(
                new String(get(api + "xml?xpath=//build/digest"), StandardCharsets.UTF_8),
                equalTo("<digest>" + drawn.string("digest") + "</digest>"));
    }

    @Test
    public void recordsOutliveAReload() throws Exception {
        WorkflowRun run = JENKINS.buildAndAssertSuccess(job("reload"));
        JENKINS.jenkins.reload();
        WorkflowJob job = JENKINS.jenkins.getItemByFullName("reload", WorkflowJob.class);
        BuildRecord loaded = record(job.getBuildByNumber(1));
        assertEquals(record(run).getDigest(), loaded.getDigest());
        assertEquals(record(run).getPhases(), loaded.getPhases());
        assertEquals("<img src=x>/", loaded.getLeftOut().get(0).getPath());
    }

    /** The build.xml, the history and the page are those that the version before the JSON form wrote. */
    @Test
    public void buildOfAnEarlierVersionShowsTheSameFigures() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class, "earlier");
        Path folder = job.getRootDir().toPath();
        String type = "/io/jenkins/plugins/containerbuild/history/";
        Path build = Files.createDirectories(folder.resolve("builds/2")).resolve("build.xml");
        try (InputStream xml = getClass().getResourceAsStream(type + "earlier-build.xml");
                InputStream history = getClass().getResourceAsStream(type + "earlier-builds.jsonl")) {
            Files.copy(xml, build);
            Files.copy(history, folder.resolve("container-builds.jsonl"));
        }
        job.doReload();
        List<String> expected;
        try (InputStream page = getClass().getResourceAsStream(type + "earlier-page.txt")) {
            expected = new String(page.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.matches(".*[0-9].*"))
                    .toList();
        }
        for (int loads = 0; loads < 2; loads++) {
            WorkflowRun run = job.getBuildByNumber(2);
            String page =
                    JENKINS.createWebClient().getPage(run, "container-builds").asNormalizedText();
            assertEquals(expected, page.lines().filter(expected::contains).collect(Collectors.toList()));
            assertThat(page, not(containsString("Findings")));
            assertThat(page, not(containsString("No findings")));
            run.save();
            assertThat(Files.readString(build), containsString("<report>{"));
            job.doReload();
        }
        assertFalse("not counted then", trends(job).get(0).has("findings"));
    }

    @Test
    public void theHistoryGoesWhereItsJobGoes() throws Exception {
        WorkflowJob job = job("travels");
        assertEquals(List.of(), job.getActions(JobHistoryAction.class));
        JENKINS.buildAndAssertSuccess(job);
        WorkflowRun second = JENKINS.buildAndAssertSuccess(job);
        assertEquals(List.of("1", "2"), builds(job));
        second.delete();
        assertEquals(List.of("1"), builds(job));
        job.renameTo("travelled");
        assertEquals(List.of("1"), builds(job));
        assertFalse("a copy begins its own", JobHistory.existsFor(JENKINS.jenkins.copy(job, "copied")));
        Folder folder = JENKINS.createProject(Folder.class, "folder");
        WorkflowJob moved = Items.move(job, folder);
        assertEquals(List.of("1"), builds(moved));
        assertEquals(1, trends(moved).size());
        Path file = moved.getRootDir().toPath().resolve("container-builds.jsonl");
        assertTrue(Files.exists(file));
        moved.delete();
        assertFalse(Files.exists(file));
    }

    private static List<String> builds(WorkflowJob job) {
        return JobHistory.of(job).records().stream()
                .map(HistoryRecord::build)
                .map(HistoryRecord.Build::id)
                .toList();
    }

    private static List<JsonObject> trends(WorkflowJob job) throws IOException {
        return JsonObject.parse(get(job.getUrl() + "container-builds/trends")).objects("builds");
    }

    private static byte[] get(String path) throws IOException {
        try (InputStream in = new URL(JENKINS.getURL(), path).openStream()) {
            return in.readAllBytes();
        }
    }

    @Test
    public void buildsThatEndAtOnceLoseNothing() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class, "crowd");
        StringBuilder branches = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            branches.append("b")
                    .append(i)
                    .append(": { containerBuild image: '")
                    .append(REGISTRY.reference("crowd/app" + i))
                    .append("', tags: [env.BUILD_NUMBER] }, ");
        }
        job.setDefinition(new CpsFlowDefinition(
                "node {\nwriteFile file: 'Dockerfile', text: 'FROM scratch\\nCOPY Dockerfile /'\nparallel " + branches
                        + "failFast: false\n}",
                true));
        List<QueueTaskFuture<WorkflowRun>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            runs.add(job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("n", "" + i))));
        }
        Set<String> wanted = new TreeSet<>();
        for (QueueTaskFuture<WorkflowRun> run : runs) {
            int number = JENKINS.assertBuildStatusSuccess(run).getNumber();
            assertEquals(
                    4,
                    job.getBuildByNumber(number)
                            .getAction(RunHistory.class)
                            .getRecords()
                            .size());
            for (int i = 0; i < 4; i++) {
                wanted.add(number + " " + REGISTRY.reference("crowd/app" + i));
            }
        }
        Set<String> found = new TreeSet<>();
        JobHistory.of(job)
                .records()
                .forEach(
                        kept -> found.add(kept.build().id() + " " + kept.image().name()));
        assertEquals(wanted, found);
    }

    @Test
    public void whoMayNotReadTheJobSeesNothing() throws Exception {
        WorkflowJob job = job("secret");
        JENKINS.buildAndAssertSuccess(job);
        JENKINS.jenkins.setSecurityRealm(JENKINS.createDummySecurityRealm());
        JENKINS.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger", "member")
                .grant(Item.DISCOVER)
                .onItems(job)
                .to("discoverer")
                .grant(Jenkins.READ)
                .everywhere()
                .to("discoverer")
                .grant(Item.READ)
                .onItems(job)
                .to("member"));
        for (String page : List.of(
                "container-builds/",
                "container-builds/trends",
                "container-builds/csv",
                "container-builds/api/json",
                "1/container-builds/",
                "1/container-builds/api/json")) {
            assertEquals(page, 404, status("stranger", page));
            assertEquals(page, 403, status("discoverer", page));
            assertEquals(page, 200, status("member", page));
        }
    }

    private static int status(String user, String path) throws Exception {
        JenkinsRule.WebClient client = JENKINS.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.getOptions().setJavaScriptEnabled(false);
        client.login(user);
        var answer =
                client.getPage(new URL(JENKINS.getURL(), "job/secret/" + path)).getWebResponse();
        if (answer.getStatusCode() != 200) {
            assertThat(answer.getContentAsString(), not(containsString(REGISTRY.reference("secret/app"))));
        }
        return answer.getStatusCode();
    }

    @Test
    public void aThousandRecordsAndADamagedLineAreShownSoonAndWithoutLoadingABuild() throws Exception {
        WorkflowJob built = job("thousand");
        for (int i = 0; i < 3; i++) {
            WorkflowRun run = JENKINS.buildAndAssertSuccess(built);
            run.addAction(new Witness());
            run.save();
        }
        Path file = built.getRootDir().toPath().resolve("container-builds.jsonl");
        String line = Files.readAllLines(file).get(0);
        StringBuilder many = new StringBuilder("{damaged\n");
        for (int i = 2; i <= 1000; i++) {
            many.append(line).append('\n');
        }
        Files.writeString(file, many, StandardOpenOption.APPEND);
        JENKINS.jenkins.reload();
        WorkflowJob job = JENKINS.jenkins.getItemByFullName("thousand", WorkflowJob.class);
        Witness.LOADS.clear();

        assertEquals(1_000, trends(job).size());
        assertThat(
                Files.readString(file.resolveSibling("container-builds.jsonl.damaged"), StandardCharsets.UTF_8),
                containsString("{damaged"));
        assertThat(LOG.getMessages().toString(), containsString("1 damaged lines were moved to the file"));
        get(job.getUrl() + "container-builds/csv");
        get(job.getUrl() + "container-builds/api/json");
        long median = medianMillis(job);
        System.out.println("our part of a job's page, 1,000 records: " + median + " ms");
        assertTrue(median + " ms", median <= MOST_MILLIS);
        get(job.getUrl());
        assertEquals("core loads builds, we do not", List.of(), Witness.ours());
        job.getBuildByNumber(1);
        assertFalse("whoever loads a build is seen", Witness.LOADS.isEmpty());
    }

    /** Is told when its build is loaded, and remembers by whom. */
    public static final class Witness implements RunAction2 {
        static final List<String> LOADS = new CopyOnWriteArrayList<>();

        /** Loads in whose course our code ran. */
        static List<String> ours() {
            return LOADS.stream()
                    .filter(load -> load.contains("at io.jenkins.plugins.containerbuild.history.")
                            || load.contains("at io.jenkins.plugins.containerbuild.page.JobHistoryAction"))
                    .toList();
        }

        @Override
        public void onLoad(Run<?, ?> run) {
            LOADS.add(Functions.printThrowable(new Throwable(run.toString())));
        }

        @Override
        public void onAttached(Run<?, ?> run) {}

        @Override
        public String getIconFileName() {
            return null;
        }

        @Override
        public String getDisplayName() {
            return null;
        }

        @Override
        public String getUrlName() {
            return null;
        }
    }

    /** What we add to a job's page: whether there is something, and the figures that its charts fetch. */
    private static long medianMillis(WorkflowJob job) throws IOException {
        long[] millis = new long[61];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            assertEquals(1, new JobHistoryAction.Factory().createFor(job).size());
            get(job.getUrl() + "container-builds/trends?newest=50");
            millis[i] = (System.nanoTime() - start) / 1_000_000;
        }
        long[] warm = Arrays.copyOfRange(millis, 20, millis.length);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }
}
