package io.jenkins.plugins.containerbuild.step;

import static io.jenkins.plugins.containerbuild.step.Pipelines.digestInRegistry;
import static io.jenkins.plugins.containerbuild.step.Pipelines.dockerfile;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import hudson.model.Slave;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.containerbuild.testing.Umoci;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.InboundAgentRule;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;

/** The controller restarts during a step; the agent's process keeps running and reconnects. */
public class RestartTest {
    private static final String AGAIN =
            "containerBuild: the controller was restarted during this step; running the step again";

    @ClassRule
    public static final BuildWatcher LOGS = new BuildWatcher();

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    @Rule
    public final InboundAgentRule agents = new InboundAgentRule();

    private void start(JenkinsRule jenkins, String... body) throws Exception {
        agents.createAgent(
                jenkins,
                InboundAgentRule.Options.newBuilder()
                        .name("agent")
                        .label("linux")
                        .webSocket()
                        .build());
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "restarted");
        job.setDefinition(new CpsFlowDefinition("node('linux') {\n" + String.join("\n", body) + "\n}", true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun run(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("restarted", WorkflowJob.class).getBuildByNumber(1);
    }

    private static void assertBuiltOnce(JenkinsRule jenkins, WorkflowRun run, String image) throws Exception {
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains(AGAIN, run);
        List<BuildRecord> records = run.getAction(RunHistory.class).getRecords();
        assertEquals(1, records.size());
        assertEquals(records.get(0).getDigest(), digestInRegistry(REGISTRY.reference(image)));
        jenkins.assertLogContains("digest=" + records.get(0).getDigest(), run);
        assertEquals(List.of(), Pipelines.leftovers((Slave) jenkins.jenkins.getNode("agent")));
    }

    private static void assertFile(String text, String image, String path) {
        String content = Umoci.unpack(REGISTRY, image).at(path).content();
        assertThat(
                content,
                containsString(Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex()));
    }

    @Test
    public void stepRunsAgainAfterTheEarlierAttemptHasEnded() throws Throwable {
        String base = TestImages.busybox(REGISTRY);
        try (SilentServer server = new SilentServer()) {
            sessions.then(jenkins -> {
                start(
                        jenkins,
                        dockerfile("FROM " + base, "ADD " + server.url() + "/file /srv/"),
                        "def image = containerBuild image: '" + REGISTRY.reference("restart/embedded") + "'",
                        "echo \"digest=${image.digest}\"");
                server.awaitRequest(60);
            });
            server.answer("the second time");
            sessions.then(jenkins -> {
                assertBuiltOnce(jenkins, run(jenkins), "restart/embedded:latest");
                assertEquals(
                        List.of("asked", "hung up", "asked"), server.events().subList(0, 3));
                assertFile("the second time", "restart/embedded:latest", "srv/file");
            });
        }
    }

    @Test
    public void commandInAnEngineRunsAgainAfterARestart() throws Throwable {
        DockerEngine engine = DockerEngine.v26().require();
        String base = TestImages.busybox(REGISTRY);
        String command = "RUN sleep 6 && echo slept > /slept # " + System.nanoTime();
        sessions.then(jenkins -> {
            start(
                    jenkins,
                    dockerfile("FROM " + base, command),
                    "def image = containerBuild image: '" + REGISTRY.reference("restart/engine")
                            + "', dockerServer: [uri: '" + engine.host() + "']",
                    "echo \"digest=${image.digest}\"");
            jenkins.waitForMessage(command, run(jenkins));
        });
        sessions.then(jenkins -> {
            assertBuiltOnce(jenkins, run(jenkins), "restart/engine:latest");
            String log = JenkinsRule.getLog(run(jenkins));
            assertThat("shown by both attempts", log.lastIndexOf(command), greaterThan(log.indexOf(AGAIN)));
            assertTrue(log, log.indexOf(command) < log.indexOf(AGAIN));
            assertFile("slept\n", "restart/engine:latest", "slept");
        });
    }
}
