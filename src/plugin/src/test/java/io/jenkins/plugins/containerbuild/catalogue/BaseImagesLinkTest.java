package io.jenkins.plugins.containerbuild.catalogue;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import hudson.model.Item;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Manage Jenkins → Base images. */
public class BaseImagesLinkTest {
    private static final String PAGE = "manage/base-images/";

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final JenkinsRule jenkins = new JenkinsRule();

    private final List<BaseImageEntry> entries = new ArrayList<>();
    private FaultyProxy proxy;

    @After
    public void closeProxy() {
        if (proxy != null) {
            proxy.close();
        }
    }

    private static String push(String content, String name) {
        return new ImageFixture().file("srv/a", 0644, 0, 0, content).push(REGISTRY, name);
    }

    private BaseImageEntry entry(String name, String reference) {
        BaseImageEntry entry = new BaseImageEntry(name, reference);
        entry.setOwner("platform team");
        entries.add(entry);
        ContainerBuildConfiguration.get().setBases(entries);
        return entry;
    }

    private static List<Catalogue.Entry> catalogue() {
        return ContainerBuildConfiguration.get().baseline().catalogue().entries();
    }

    private void build(String job, String from) throws Exception {
        WorkflowJob project = jenkins.createProject(WorkflowJob.class, job);
        project.setDefinition(new CpsFlowDefinition(
                "node {\nwriteFile file: 'Dockerfile', text: 'FROM " + from + "\\nCOPY a /a\\n'\n"
                        + "writeFile file: 'a', text: 'a'\n"
                        + "containerBuild image: '" + REGISTRY.reference("page/" + job)
                        + "', platform: 'linux/amd64'\n}",
                true));
        jenkins.buildAndAssertSuccess(project);
    }

    private String text(String path) throws Exception {
        return jenkins.createWebClient().goTo(path).asNormalizedText();
    }

    @Test
    public void pageShowsBaseImagesAndOutdatedJobs() throws Exception {
        // Nobody looks before the test does.
        ContainerBuildConfiguration.get().setBaseCheckMinutes(0);
        String java = push("one", "page/java:17");
        entry("java-17", java).setDescription("<b>certificates</b>");
        BaseImageEntry old = entry("java-11", push("old", "page/java:11"));
        old.setDeprecated(true);
        old.setReplacedBy("java-17");
        build("behind", "java-17");
        push("two", "page/java:17");
        build("current", "java-17");
        build("stranger", push("x", "page/other:1"));
        assertThat(text(PAGE), containsString("not yet"));

        HtmlPage page = jenkins.createWebClient().goTo(PAGE);
        jenkins.submit(page.getForms().stream()
                .filter(form -> form.getActionAttribute().equals("check"))
                .findFirst()
                .orElseThrow());
        awaitChecks();
        BaseImageRow row = new BaseImageRow(catalogue().get(0));
        page = jenkins.createWebClient().goTo(PAGE);
        String text = page.asNormalizedText();
        assertThat(text, containsString(row.getShortDigest()));
        assertThat(text, containsString("platform team"));
        assertThat(text, containsString("deprecated, replaced by java-17"));
        assertThat(text, containsString("<b>certificates</b>"));
        assertThat(page.getWebResponse().getContentAsString(), not(containsString("<b>certificates")));
        assertThat(text, containsString("Used, but not in the catalogue"));
        assertThat(text, containsString(REGISTRY.reference("page/other:1")));
        assertThat(
                page.getWebResponse().getResponseHeaderValue("Content-Security-Policy"), containsString("script-src "));
        assertEquals(2, row.getJobs());
        assertEquals(1, row.getBehind());
        assertTrue(row.getWeight(), row.getBytes() > 0);
        String uses = text(PAGE + "uses?entry=java-17");
        assertThat(uses, containsString("Jobs that use java-17"));
        assertTrue(uses, uses.indexOf("behind") < uses.indexOf("current"));
        assertThat(uses, containsString("outdated"));
        assertThat(text(PAGE + "uses?entry=%3Cscript%3E"), containsString("Jobs that use <script>"));
    }

    private static void awaitChecks() throws InterruptedException {
        for (int i = 0;
                i < 300
                        && catalogue().stream()
                                .anyMatch(entry -> BaseImages.get().state(entry).checked() == null);
                i++) {
            Thread.sleep(100);
        }
    }

    @Test
    public void readersSeeNoSecretsAndOthersSeeNothing() throws Exception {
        String java = push("one", "page/rights:1");
        entry("java-17", java).setCredentialsId("top-secret-id");
        ContainerBuildConfiguration.get().setBases(List.of());
        build("visible", java);
        build("hidden", java);
        ContainerBuildConfiguration.get().setBases(entries);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger", "reader")
                .grant(Jenkins.SYSTEM_READ)
                .everywhere()
                .to("reader")
                .grant(Item.READ)
                .onItems(jenkins.jenkins.getItem("visible"))
                .to("reader")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        JenkinsRule.WebClient reader = client("reader");
        HtmlPage page = reader.goTo(PAGE);
        assertThat(page.asNormalizedText(), containsString("java-17"));
        assertThat(page.asNormalizedText(), not(containsString("Check now")));
        assertThat(page.getWebResponse().getContentAsString(), not(containsString("top-secret-id")));
        String uses = reader.goTo(PAGE + "uses?entry=java-17").asNormalizedText();
        assertThat(uses, containsString("visible"));
        assertThat(uses, not(containsString("hidden")));
        for (String path : List.of("", "uses?entry=java-17")) {
            assertEquals(403, status("stranger", path, HttpMethod.GET));
        }
        assertEquals(403, status("stranger", "check", HttpMethod.POST));
        assertEquals(403, status("reader", "check", HttpMethod.POST));
        assertTrue(List.of(404, 405).contains(status("admin", "check", HttpMethod.GET)));
        assertEquals(200, status("admin", "check", HttpMethod.POST));
        assertThat(client("admin").goTo(PAGE).asNormalizedText(), containsString("Check now"));
    }

    private JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.login(user);
        return client;
    }

    private int status(String user, String path, HttpMethod verb) throws Exception {
        JenkinsRule.WebClient client = client(user);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), PAGE + path), verb);
        return client.getPage(verb == HttpMethod.POST ? client.addCrumb(request) : request)
                .getWebResponse()
                .getStatusCode();
    }

    @Test
    public void hangingRegistryDoesNotDelayThePage() throws Exception {
        proxy = new FaultyProxy(REGISTRY.port());
        String java = push("one", "page/hangs:1").replace(REGISTRY.host(), proxy.host());
        entry("java-17", java);
        BaseImages.get().check(catalogue());
        String digest = new BaseImageRow(catalogue().get(0)).getShortDigest();
        proxy.on("HEAD", "/manifests/").always().hang();
        proxy.on("GET", "/manifests/").always().hang();
        BaseCheckWork.checkNow();
        for (int i = 0; i < 100 && !BaseCheckWork.isChecking(); i++) {
            Thread.sleep(20);
        }
        text(PAGE);
        String page = text(PAGE);
        assertTrue("the page did not wait", BaseCheckWork.isChecking());
        assertThat(page, containsString("Checking the registries"));
        for (int i = 0; i < 1_200 && BaseCheckWork.isChecking(); i++) {
            Thread.sleep(100);
        }
        page = text(PAGE);
        assertThat(
                page, containsString("no response within 20000 ms; try again, and check the network and the registry"));
        assertThat("what is known stays", page, containsString(digest));
    }

    @Test
    public void fiftyBasesWithAThousandJobsNeedFiftyHeadRequests() throws Exception {
        List<String> digests = fifty();
        thousandJobs(digests);
        REGISTRY.forgetRequests();
        BaseImages.get().check(catalogue());
        assertEquals(50, REGISTRY.requests().size());
        assertTrue(REGISTRY.requests().stream()
                .allMatch(request -> request.method().equals("HEAD")));
        long[] millis = new long[21];
        for (int i = 0; i < 10 + millis.length; i++) {
            long started = System.nanoTime();
            String page = read(PAGE);
            millis[Math.max(0, i - 10)] = (System.nanoTime() - started) / 1_000_000;
            assertThat(page, containsString("base-49"));
        }
        Arrays.sort(millis);
        System.out.println("FIGURE page of 50 base images x 1,000 jobs of 3 bases each: median " + millis[10]
                + " ms, worst " + millis[20] + " ms");
        assertEquals("pages ask no registry", 50, REGISTRY.requests().size());
        assertEquals(
                3_000,
                catalogue().stream()
                        .mapToInt(entry -> new BaseImageRow(entry).getJobs())
                        .sum());
        long started = System.nanoTime();
        new BaseUsage().of(catalogue().get(0));
        System.out.println("FIGURE index of 1,000 jobs read in " + (System.nanoTime() - started) / 1_000_000 + " ms");
    }

    /** Entries, looked at; their digests. */
    private List<String> fifty() {
        String[] kinds = {"java", "node", "python", "go", "nginx"};
        List<BaseImageEntry> own = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String reference = push("base " + i % 10, "fifty/own" + i + ":1");
            BaseImageEntry entry = new BaseImageEntry("base-" + i, reference);
            entry.setOwner(i % 3 == 0 ? "platform team" : "team " + kinds[i % 5]);
            own.add(entry);
        }
        ContainerBuildConfiguration.get().setBases(own);
        BaseImages.get().check(catalogue());
        return catalogue().stream()
                .map(entry -> BaseImages.get().state(entry).digest())
                .toList();
    }

    /** Three bases each, every tenth on an older digest. */
    private static void thousandJobs(List<String> digests) {
        Map<String, List<UsedBase>> uses = new TreeMap<>();
        for (int job = 0; job < 1_000; job++) {
            List<UsedBase> bases = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int base = (job + 17 * i) % 50;
                String digest = job % 10 == 0 ? "sha256:" + "0".repeat(64) : digests.get(base);
                String reference = REGISTRY.reference("fifty/own" + base + ":1");
                bases.add(new UsedBase("team/job-" + job, 7, "base-" + base, reference, digest, "linux/amd64"));
            }
            uses.put("team/job-" + job, bases);
        }
        BaseUsage.get().put(uses);
    }

    private String read(String path) throws IOException {
        try (InputStream in = new URL(jenkins.getURL(), path).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    public void checksAreSpreadOverTheInterval() throws Exception {
        fifty();
        ContainerBuildConfiguration.get().setBaseCheckMinutes(60);
        Instant later = Instant.now().plusSeconds(3600);
        int most = 0;
        int sum = 0;
        for (int minute = 0; minute < 20; minute++) {
            int due = BaseCheckWork.due(catalogue(), later.plusSeconds(60L * minute))
                    .size();
            most = Math.max(most, due);
            sum += due;
        }
        assertTrue(most + " in a minute", most <= 8);
        assertTrue(sum + " in a third of the period", sum > 5 && sum < 30);
        assertEquals(50, BaseCheckWork.due(catalogue(), later.plusSeconds(3600)).size());
        assertEquals(List.of(), BaseCheckWork.due(catalogue(), Instant.now()));
        ContainerBuildConfiguration.get().setBaseCheckMinutes(0);
        assertEquals(List.of(), BaseCheckWork.due(catalogue(), later.plusSeconds(36_000)));
    }
}
