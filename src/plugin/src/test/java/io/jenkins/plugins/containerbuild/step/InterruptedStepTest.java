package io.jenkins.plugins.containerbuild.step;

import static io.jenkins.plugins.containerbuild.step.Pipelines.dockerfile;
import static io.jenkins.plugins.containerbuild.step.Pipelines.small;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import java.util.List;
import java.util.UUID;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

/** Steps that are interrupted, on agents in their own processes. */
public class InterruptedStepTest {
    private static final LocalRegistry REGISTRY = new LocalRegistry();
    private static final JenkinsRule JENKINS = new JenkinsRule();
    private static final Pipelines PIPELINES = new Pipelines(JENKINS);

    @ClassRule
    public static final RuleChain RULES =
            RuleChain.outerRule(REGISTRY).around(new BuildWatcher()).around(JENKINS);

    private DumbSlave agent;
    private String base;
    private SilentServer server;

    @Before
    public void start() throws Exception {
        // Never the name of one that was removed: some seconds later, what runs on that name is cancelled.
        agent = JENKINS.createSlave("agent-" + UUID.randomUUID(), "linux", null);
        JENKINS.waitOnline(agent);
        base = TestImages.busybox(REGISTRY);
        server = new SilentServer();
    }

    @After
    public void stop() throws Exception {
        server.close();
        JENKINS.jenkins.removeNode(agent);
    }

    /** Starts a build whose second layer is being uploaded and whose third waits for a server. */
    private WorkflowRun startSlowBuild() throws Exception {
        WorkflowRun run = PIPELINES
                .job(
                        "sh 'head -c 20000000 /dev/urandom > random'",
                        dockerfile("FROM " + base, "COPY random /srv/", "ADD " + server.url() + "/file /srv/"),
                        "containerBuild image: '" + REGISTRY.reference("slow/image") + "', noCache: true")
                .scheduleBuild2(0)
                .waitForStart();
        server.awaitRequest(60);
        assertThat("something to be removed", Pipelines.leftovers(agent), not(List.of()));
        return run;
    }

    @Test
    public void abortStopsTheWorkAndRemovesItsFiles() throws Exception {
        WorkflowRun run = startSlowBuild();
        run.doStop();
        JENKINS.assertBuildStatus(Result.ABORTED, JENKINS.waitForCompletion(run));
        server.awaitHangUp(60);
        List<String> left = Pipelines.leftovers(agent);
        for (int i = 0; i < 1_200 && !left.isEmpty(); i++) {
            Thread.sleep(50);
            left = Pipelines.leftovers(agent);
        }
        assertEquals(List.of(), left);
    }

    @Test
    public void disconnectedAgentIsReported() throws Exception {
        WorkflowRun run = startSlowBuild();
        agent.toComputer().disconnect(new OfflineCause.ByCLI("test")).get();
        assertLoss(run);
        server.awaitHangUp(60);
    }

    @Test
    public void killedAgentIsReportedAndNextBuildRemovesItsFiles() throws Exception {
        WorkflowRun run = startSlowBuild();
        long pid = agent.getChannel().call(new ProcessId());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertLoss(run);
        server.awaitHangUp(60);

        agent.toComputer().connect(true).get();
        Thread.sleep(6_000); // After which who is silent counts as dead.
        run.getParent()
                .setDefinition(new CpsFlowDefinition(
                        "node('linux') {\n" + small(base) + "\ncontainerBuild '" + REGISTRY.reference("next/image")
                                + "'\n}",
                        true));
        JENKINS.buildAndAssertSuccess(run.getParent());
        assertEquals(List.of(), Pipelines.leftovers(agent));
    }

    private void assertLoss(WorkflowRun run) throws Exception {
        JENKINS.assertBuildStatus(Result.FAILURE, JENKINS.waitForCompletion(run));
        assertThat(run.getExecution().getCauseOfFailure(), instanceOf(BuildServiceException.class));
        JENKINS.assertLogContains(
                "containerBuild: service error: the agent " + agent.getNodeName()
                        + " disconnected during the build: its process ended or its connection was lost; see its log in"
                        + " Manage Jenkins → Nodes, reconnect it and run the build again",
                run);
    }

    private static final class ProcessId extends MasterToSlaveCallable<Long, RuntimeException> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long call() {
            return ProcessHandle.current().pid();
        }
    }
}
