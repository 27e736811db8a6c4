package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.plugins.containerbuild.history.JobHistory;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** A workspace with files that do not belong in an image, copied whole: everybody who looks at the build is told. */
public class StepFindingsTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    /** A job whose workspace has a secret, a repository, dependencies, a database and 20 pictures. */
    private static WorkflowJob job(String name, String parameters) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(
                "node {\n def image = containerBuild image: '" + REGISTRY.reference(name + "/app") + "'" + parameters
                        + "\n echo 'report=' + image.report\n}",
                true));
        FilePath workspace = JENKINS.jenkins.getWorkspaceFor(job);
        workspace.child("Dockerfile").write("FROM scratch\nENV A=1\nCOPY . .\n", "UTF-8");
        workspace.child(".env").write("API_TOKEN=\"r4nd0mv4lue\"\n", "UTF-8");
        workspace.child(".git/HEAD").write("ref: refs/heads/main\n", "UTF-8");
        workspace.child("node_modules/left-pad/index.js").write("module.exports = 1\n", "UTF-8");
        write(workspace.child("data/shop.sqlite"), 9_000_000);
        for (int i = 0; i < 20; i++) {
            write(workspace.child("img/picture" + i + ".jpg"), 150_000);
        }
        return job;
    }

    private static void write(FilePath file, int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        file.copyFrom(new java.io.ByteArrayInputStream(content));
    }

    private static JsonObject json(String path) throws Exception {
        try (InputStream in = new URL(JENKINS.getURL(), path).openStream()) {
            return JsonObject.parse(in.readAllBytes());
        }
    }

    /** The findings of the library, out of the report that the Pipeline got. */
    private static List<JsonObject> reported(String log) {
        int start = log.indexOf("report={") + "report=".length();
        String report = log.substring(start, log.indexOf('\n', start));
        return JsonObject.parse(report.getBytes(StandardCharsets.UTF_8)).objects("findings");
    }

    private static List<WarningAction> warnings(WorkflowRun run) {
        FlowExecution execution = run.getExecution();
        return new DepthFirstScanner()
                .allNodes(execution).stream()
                        .map((FlowNode node) -> node.getPersistentAction(WarningAction.class))
                        .filter(java.util.Objects::nonNull)
                        .toList();
    }

    @Test
    public void everyFindingIsInTheLogOnThePageInTheApiAndInTheTrend() throws Exception {
        WorkflowRun run = JENKINS.buildAndAssertSuccess(job("shop", ""));
        String log = JenkinsRule.getLog(run);
        List<JsonObject> findings = reported(log);
        assertThat(
                findings.stream().map(finding -> finding.string("path")).toList(),
                hasItems(".env", ".git/", "node_modules/"));
        assertThat(log, containsString("\nfindings " + findings.size() + ": "));
        HtmlPage page = JENKINS.createWebClient().getPage(run, "container-builds");
        String text = page.asNormalizedText();
        for (JsonObject finding : findings) {
            String path = finding.string("path");
            String told = log.lines()
                    .filter(line -> line.contains(" " + path + " ") && line.contains(finding.string("advice")))
                    .findFirst()
                    .orElse("");
            for (String part : List.of(
                    finding.string("severity"),
                    finding.string("rule"),
                    finding.string("description"),
                    Figures.bytes(finding.number("bytes")))) {
                assertThat("log: " + path, told, containsString(part));
                assertThat("page", text, containsString(part));
            }
            assertThat(told, containsString("line " + finding.number("line")));
            assertThat(text, containsString(path));
            assertThat(text, containsString(finding.string("advice")));
        }
        assertEquals(
                findings.size(),
                page.querySelectorAll(".container-build-findings tbody tr").size());
        assertThat(
                JENKINS.createWebClient().getPage(run).asNormalizedText(),
                containsString("Findings: " + findings.size() + ": 1 high"));
        assertEquals(
                findings.stream().map(JsonObject::members).toList(),
                json(run.getUrl() + "container-builds/api/json").objects("records").get(0).objects("findings").stream()
                        .map(JsonObject::members)
                        .toList());
        assertEquals(
                List.of(findings.size()),
                JobHistory.of(run.getParent()).records().stream()
                        .map(HistoryRecord::findings)
                        .toList());
        assertEquals(
                findings.size(),
                json(run.getParent().getUrl() + "container-builds/trends")
                        .objects("builds")
                        .get(0)
                        .number("findings"));
    }

    @Test
    public void stepIsMarkedWithWarningFromTheChosenSeverityOn() throws Exception {
        WorkflowRun run = JENKINS.buildAndAssertSuccess(job("medium", ""));
        assertEquals(1, warnings(run).size());
        assertEquals(Result.UNSTABLE, warnings(run).get(0).getResult());
        assertThat(warnings(run).get(0).getMessage(), containsString("line 3: .env ("));
        assertEquals(List.of(), warnings(JENKINS.buildAndAssertSuccess(job("none", ", warnSeverity: 'none'"))));

        WorkflowJob job = job("high", ", warnSeverity: 'high', quiet: true");
        run = JENKINS.buildAndAssertSuccess(job);
        assertEquals(1, warnings(run).size());
        assertThat(JenkinsRule.getLog(run), containsString("WARNING: containerBuild: findings in the image: "));
        assertThat("quiet", JenkinsRule.getLog(run), not(containsString("\nfindings ")));
        assertTrue(JENKINS.jenkins.getWorkspaceFor(job).child(".env").delete());
        run = JENKINS.buildAndAssertSuccess(job);
        assertEquals(List.of(), warnings(run));
        assertFalse(JenkinsRule.getLog(run).contains("WARNING: "));
    }

    @Test
    public void unknownSeverityIsRefusedBeforeTheBuild() throws Exception {
        WorkflowRun run = JENKINS.buildAndAssertStatus(Result.FAILURE, job("wrong", ", warnSeverity: 'severe'"));
        JENKINS.assertLogContains("warnSeverity must be low, medium, high or none (was \"severe\")", run);
        assertFalse(JobHistory.existsFor(run.getParent()));
    }
}
