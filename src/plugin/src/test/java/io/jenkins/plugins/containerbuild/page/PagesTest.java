package io.jenkins.plugins.containerbuild.page;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.JobHistory;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What people and programs see of builds. */
public class PagesTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final JenkinsRule jenkins = new JenkinsRule();

    private WorkflowJob job() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(
                "node {\n"
                        + "writeFile file: 'Dockerfile', text: 'FROM " + TestImages.busybox(REGISTRY)
                        + "\\nCOPY \"<b>.txt\" /srv/\\n'\n"
                        + "writeFile file: '<b>.txt', text: 'hello ' * env.BUILD_NUMBER.toInteger()\n"
                        + "containerBuild image: '" + REGISTRY.reference("shop/app") + "', tags: [env.BUILD_NUMBER]\n"
                        + "}",
                true));
        return job;
    }

    @Test
    public void theBuildPageTellsWhatHappened() throws Exception {
        WorkflowJob job = job();
        jenkins.buildAndAssertSuccess(job);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        BuildRecord record = run.getAction(RunHistory.class).getRecords().get(0);
        JenkinsRule.WebClient client = jenkins.createWebClient();
        String summary = client.getPage(run).asNormalizedText();
        assertThat(summary, containsString(REGISTRY.reference("shop/app") + " " + record.getShortDigest()));
        assertThat(summary, containsString("built in "));
        assertThat(summary, containsString("embedded: no RUN instruction"));
        HtmlPage page = client.getPage(run, "container-builds");
        assertThat(page.asNormalizedText(), containsString(record.getDigest()));
        assertThat(page.asNormalizedText(), containsString("COPY \"<b>.txt\" /srv/"));
        assertThat(page.getWebResponse().getContentAsString(), not(containsString("<b>.txt")));
        assertThat(
                client.goTo(run.getUrl() + "container-builds/api/json", "application/json")
                        .getWebResponse()
                        .getContentAsString(),
                containsString("\"digest\":\"" + record.getDigest() + "\""));
        jenkins.jenkins.reload();
        BuildRecord loaded = jenkins.jenkins
                .getItemByFullName("shop", WorkflowJob.class)
                .getBuildByNumber(2)
                .getAction(RunHistory.class)
                .getRecords()
                .get(0);
        assertEquals(record.getDigest(), loaded.getDigest());
        assertEquals(record.getPhases(), loaded.getPhases());
    }

    @Test
    public void theFiguresOfTheJobAreThoseOfItsBuilds() throws Exception {
        WorkflowJob job = job();
        assertEquals(List.of(), job.getActions(JobHistoryAction.class));
        jenkins.buildAndAssertSuccess(job);
        WorkflowRun second = jenkins.buildAndAssertSuccess(job);
        BuildRecord record = second.getAction(RunHistory.class).getRecords().get(0);
        List<JsonObject> builds = trends(jenkins.createWebClient(), job).objects("builds");
        assertEquals(2, builds.size());
        assertEquals("2", builds.get(1).string("build"));
        assertEquals(record.getDigest(), builds.get(1).string("digest"));
        assertEquals(record.getBytes(), builds.get(1).number("bytes"));
        assertEquals(record.getDurationMillis(), builds.get(1).number("milliseconds"));
        String csv = jenkins.createWebClient()
                .goTo("job/shop/container-builds/csv", "text/csv")
                .getWebResponse()
                .getContentAsString();
        assertEquals(3, csv.lines().count());
        assertThat(csv, containsString(record.getDigest()));
        second.delete();
        assertEquals(1, JobHistory.of(job).records().size());
        job.renameTo("store");
        assertEquals(1, JobHistory.of(job).records().size());
        assertFalse(JobHistory.existsFor(jenkins.jenkins.copy(job, "copy")));
    }

    private static JsonObject trends(JenkinsRule.WebClient client, WorkflowJob job) throws Exception {
        return JsonObject.parse(client.goTo(job.getUrl() + "container-builds/trends", "application/json")
                .getWebResponse()
                .getContentAsString()
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void whoMayNotReadTheJobSeesNothing() throws Exception {
        WorkflowJob job = job();
        jenkins.buildAndAssertSuccess(job);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger", "member")
                .grant(Item.READ)
                .onItems(job)
                .to("member"));
        for (String page : List.of("", "trends", "csv")) {
            assertEquals(page, 404, status("stranger", "job/shop/container-builds/" + page));
            assertEquals(page, 200, status("member", "job/shop/container-builds/" + page));
        }
        assertEquals(404, status("stranger", "job/shop/1/container-builds/api/json"));
        assertEquals(200, status("member", "job/shop/1/container-builds/api/json"));
    }

    private int status(String user, String path) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.getOptions().setJavaScriptEnabled(false);
        client.login(user);
        return client.getPage(new java.net.URL(jenkins.getURL(), path))
                .getWebResponse()
                .getStatusCode();
    }

    @Test
    public void aDamagedHistoryAndOneOfAThousandBuildsAreShownWithoutLoadingABuild() throws Exception {
        WorkflowJob job = job();
        for (int i = 0; i < 3; i++) {
            jenkins.assertBuildStatus(Result.SUCCESS, job.scheduleBuild2(0));
        }
        Path file = job.getRootDir().toPath().resolve("container-builds.jsonl");
        String line = Files.readAllLines(file).get(0);
        StringBuilder many = new StringBuilder("{damaged\n");
        for (int i = 2; i <= 1000; i++) {
            many.append(line).append('\n');
        }
        Files.writeString(file, many, StandardOpenOption.APPEND);
        jenkins.jenkins.reload();
        WorkflowJob loaded = jenkins.jenkins.getItemByFullName("shop", WorkflowJob.class);
        Set<Integer> before = loadedBuilds(loaded);
        assertEquals(1000, JobHistory.of(loaded).records().size());
        assertEquals(before, loadedBuilds(loaded));
        assertEquals(
                1000,
                trends(jenkins.createWebClient(), loaded).objects("builds").size());
        assertTrue(Files.readString(file.resolveSibling("container-builds.jsonl.damaged"))
                .contains("{damaged"));
    }

    private static Set<Integer> loadedBuilds(WorkflowJob job) {
        return Set.copyOf(job.getLazyBuildMixIn().getRunMap().getLoadedBuilds().keySet());
    }
}
