package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;

import hudson.model.Result;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.PackagedJenkins;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.InboundAgentRule;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.RealJenkinsRule;

/**
 * The packaged plugin in a separate Jenkins process with an agent. Its classes are in jars, which Jenkins' class filter
 * and plugin class loaders treat differently from directories of classes. The test uses the Jenkinsfile and the
 * configuration as code of the examples.
 */
public class PackagedPluginIT {
    private static final Path EXAMPLE =
            Path.of("../examples/jenkins").toAbsolutePath().normalize();

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final RealJenkinsRule jenkins = PackagedJenkins.rule();

    @Rule
    public final InboundAgentRule agents = new InboundAgentRule();

    private static String example(String file) throws Exception {
        return Files.readString(EXAMPLE.resolve(file)).replace("registry.example", REGISTRY.host());
    }

    @Test
    public void exampleJenkinsfileBuildsAnImageThatRuns() throws Throwable {
        DockerEngine engine = DockerEngine.v26().require();
        TestImages.java(REGISTRY);
        PackagedJenkins.start(jenkins, example("casc.yaml"));
        agents.createAgent(
                jenkins,
                InboundAgentRule.Options.newBuilder()
                        .name("agent")
                        .label("linux")
                        .webSocket()
                        .build());
        String pipeline = example("Jenkinsfile").replace("checkout scm", "sh 'cp -r \"" + EXAMPLE + "\"/. .'");

        String log = jenkins.runRemotely(PackagedPluginIT::build, pipeline);

        // On the agent, where classes and services come over the wire.
        assertThat(
                jenkins.runRemotely(
                        PackagedPluginIT::fail,
                        "node('linux') { containerBuild image: 'shop/hello', dockerfile: 'no/Dockerfile', push: false }"),
                containsString("does not exist; set the path of the Dockerfile with dockerfile, relative to context"));

        String image = REGISTRY.reference("shop/hello:latest");
        assertThat(log, containsString("\n" + Pipelines.digestInRegistry(image) + " "));
        assertEquals(Pipelines.digestInRegistry(image), Pipelines.digestInRegistry(REGISTRY.reference("shop/hello:1")));
        engine.pull(image);
        try {
            assertEquals(
                    "Hello from an image that Jenkins built.", engine.run(image).strip());
        } finally {
            engine.remove(image);
        }
    }

    /** Runs the Pipeline in Jenkins' own process and returns the log. */
    private static String build(JenkinsRule jenkins, String pipeline) throws Exception {
        Class<?> step = Jenkins.get()
                .getPluginManager()
                .uberClassLoader
                .loadClass("io.jenkins.plugins.containerbuild.step.ContainerBuildStep");
        assertThat(
                step.getProtectionDomain().getCodeSource().getLocation().toString(),
                containsString("/container-build/WEB-INF/lib/container-build.jar"));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "hello");
        job.setDefinition(new CpsFlowDefinition(pipeline, true));
        return JenkinsRule.getLog(jenkins.buildAndAssertSuccess(job));
    }

    private static String fail(JenkinsRule jenkins, String pipeline) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "failing");
        job.setDefinition(new CpsFlowDefinition(pipeline, true));
        return JenkinsRule.getLog(jenkins.buildAndAssertStatus(Result.FAILURE, job));
    }
}
