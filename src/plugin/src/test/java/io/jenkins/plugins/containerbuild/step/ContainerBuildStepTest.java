package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

/** Scripted Pipelines, sandboxed, on an agent in its own process, against a real registry. */
public class ContainerBuildStepTest {
    @ClassRule
    public static final BuildWatcher LOGS = new BuildWatcher();

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final JenkinsRule jenkins = new JenkinsRule();

    private DumbSlave agent;
    private String base;

    @Before
    public void startAgent() throws Exception {
        agent = jenkins.createOnlineSlave(Label.get("linux"));
        base = TestImages.busybox(REGISTRY);
    }

    private WorkflowJob job(String... lines) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(String.join("\n", lines), true));
        return job;
    }

    private WorkflowRun run(Result result, String... body) throws Exception {
        return jenkins.assertBuildStatus(
                result, job("node('linux') {", String.join("\n", body), "}").scheduleBuild2(0));
    }

    private static String digestInRegistry(String name) {
        String manifest = Skopeo.manifest("docker://" + REGISTRY.reference(name));
        return Digest.of(manifest.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private String files() {
        return "writeFile file: 'Dockerfile', text: 'FROM " + base + "\\nCOPY hello.txt /srv/\\n'\n"
                + "writeFile file: 'hello.txt', text: 'hello'\n";
    }

    @Test
    public void anImageIsInTheRegistryAndThePipelineKnowsIt() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                files(),
                "def image = containerBuild image: '" + REGISTRY.reference("shop/app")
                        + "', tags: [\"${env.BUILD_NUMBER}\", 'latest'], labels: [team: \"shop-${1 + 1}\"]",
                "echo \"digest=${image.digest} bytes=${image.bytes} reused=${image.reused} base=${image.baseDigest}\"",
                "echo \"id=${image.imageId} tags=${image.tags} reference=${image.reference} reason=${image.reason}\"",
                "echo \"millis=${image.durationMillis >= 0} report=${image.report.length() > 100}\"");
        BuildRecord record = run.getAction(RunHistory.class).getRecords().get(0);
        jenkins.assertLogContains("digest=" + record.getDigest() + " bytes=" + record.getBytes(), run);
        jenkins.assertLogContains("COPY hello.txt /srv/", run);
        jenkins.assertLogContains("millis=true report=true", run);
        assertEquals(
                List.of(REGISTRY.reference("shop/app:1"), REGISTRY.reference("shop/app:latest")), record.getTags());
        assertEquals(record.getDigest(), digestInRegistry("shop/app:1"));
        assertEquals(record.getDigest(), digestInRegistry("shop/app:latest"));
        assertTrue(agent.getRootPath().child("caches/container-build").isDirectory());
    }
}
