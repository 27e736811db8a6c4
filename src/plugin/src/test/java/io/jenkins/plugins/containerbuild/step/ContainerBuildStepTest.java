package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.FilePath;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import hudson.util.Secret;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import io.jenkins.plugins.containerbuild.config.PlainRule;
import io.jenkins.plugins.containerbuild.config.PolicySettings;
import io.jenkins.plugins.containerbuild.config.RuleAction;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
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

    private WorkflowJob job(String... body) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node('linux') {\n" + String.join("\n", body) + "\n}", true));
        return job;
    }

    private WorkflowRun run(Result result, String... body) throws Exception {
        return jenkins.assertBuildStatus(result, job(body).scheduleBuild2(0));
    }

    private static String digestInRegistry(String name) {
        String manifest = Skopeo.manifest("docker://" + REGISTRY.reference(name));
        return Digest.of(manifest.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String dockerfile(String... lines) {
        return "writeFile file: 'Dockerfile', text: '''" + String.join("\n", lines) + "\n'''";
    }

    private String files() {
        return dockerfile("FROM " + base, "COPY hello.txt /srv/") + "\nwriteFile file: 'hello.txt', text: 'hello'\n";
    }

    private static String build(String name) {
        return "containerBuild image: '" + REGISTRY.reference(name) + "'";
    }

    @Test
    public void anImageIsInTheRegistryAndThePipelineKnowsIt() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                files(),
                "def image = " + build("shop/app") + ", tags: [\"${env.BUILD_NUMBER}\", 'latest'],"
                        + " labels: [team: \"shop-${1 + 1}\"]",
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
        assertThat(
                Skopeo.config("docker://" + REGISTRY.reference("shop/app:1")),
                org.hamcrest.Matchers.containsString("\"team\":\"shop-2\""));
        assertTrue(agent.getRootPath().child("caches/container-build").isDirectory());
    }

    @Test
    public void aBuildInWhichNothingChangedIsReused() throws Exception {
        WorkflowJob job = job(files(), "def image = " + build("shop/same"), "echo \"reused=${image.reused}\"");
        jenkins.assertLogContains("reused=false", jenkins.buildAndAssertSuccess(job));
        WorkflowRun second = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("reused=true", second);
        List<BuildRecord> records = second.getAction(RunHistory.class).getRecords();
        assertEquals(1, records.size());
        assertTrue(records.get(0).isReused());
        assertEquals(records.get(0).getDigest(), digestInRegistry("shop/same:latest"));
    }

    @Test
    public void branchesBuildAtTheSameTime() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                files(),
                "parallel a: { " + build("many/a") + " }, b: { " + build("many/b") + " }, c: { " + build("many/c")
                        + ", quiet: true }");
        assertEquals(
                List.of("many/a", "many/b", "many/c"),
                run.getAction(RunHistory.class).getRecords().stream()
                        .map(record ->
                                record.getRepository().substring(REGISTRY.host().length() + 1))
                        .sorted()
                        .collect(Collectors.toList()));
    }

    @Test
    public void aMistakeInTheDockerfileIsToldWithItsLine() throws Exception {
        WorkflowRun run = run(Result.FAILURE, dockerfile("FROM " + base, "COPY missing.txt /srv/"), build("bad/copy"));
        assertThat(run.getExecution().getCauseOfFailure(), instanceOf(BuildInputException.class));
        jenkins.assertLogContains("containerBuild: the input is at fault: Dockerfile:2: ", run);
        jenkins.assertLogNotContains("\tat ", run);
        run = run(Result.FAILURE, build("no/dockerfile"));
        assertThat(run.getExecution().getCauseOfFailure(), instanceOf(BuildInputException.class));
    }

    @Test
    public void aDeadRegistryIsToldApart() throws Exception {
        LocalRegistry dead = new LocalRegistry().open();
        String name = dead.reference("shop/app");
        dead.close();
        WorkflowRun run = run(
                Result.FAILURE,
                files(),
                "try { containerBuild image: '" + name + "' } catch (e) { echo 'caught ' + e.message; throw e }");
        assertThat(run.getExecution().getCauseOfFailure(), instanceOf(BuildServiceException.class));
        jenkins.assertLogContains("caught containerBuild: a service is at fault: ", run);
        jenkins.assertLogContains(dead.host(), run);
    }

    @Test
    public void credentialsOfJenkinsOpenAPrivateRegistry() throws Exception {
        try (LocalRegistry own =
                new LocalRegistry().withUser("robot", "s3cr3t-word").open()) {
            addCredentials("right", "s3cr3t-word");
            addCredentials("wrong", "other-word");
            String image = "containerBuild image: '" + own.reference("shop/app") + "'";
            WorkflowRun run = run(Result.SUCCESS, files(), image + ", credentialsId: 'right'");
            jenkins.assertLogNotContains("s3cr3t-word", run);
            run = run(Result.FAILURE, files(), image + ", credentialsId: 'wrong'");
            assertThat(run.getExecution().getCauseOfFailure(), instanceOf(BuildServiceException.class));
            jenkins.assertLogContains("the credentials from Jenkins' credentials wrong were refused", run);
            run = run(Result.FAILURE, files(), image + ", credentialsId: 'none'");
            assertThat(run.getExecution().getCauseOfFailure(), instanceOf(BuildInputException.class));
            jenkins.assertLogContains("Jenkins has no credentials with the id \"none\"", run);
        }
    }

    private void addCredentials(String id, String password) throws Exception {
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, id, "", "robot", password));
    }

    @Test
    public void aNameOfTheCatalogueIsABaseAndOthersAreRefused() throws Exception {
        BaseImageEntry entry = new BaseImageEntry("busybox-1", base);
        entry.setDigest(digestInRegistry("base/busybox:1"));
        ContainerBuildConfiguration.get().setBases(List.of(entry));
        PolicySettings policy = new PolicySettings();
        policy.setBaseInCatalogue(new PlainRule(RuleAction.refuse));
        ContainerBuildConfiguration.get().setPolicy(policy);
        String hello = "writeFile file: 'hello.txt', text: 'hello'\n";
        WorkflowRun run = run(
                Result.SUCCESS,
                dockerfile("FROM busybox-1", "COPY hello.txt /srv/") + "\n" + hello,
                "echo 'pinned ' + baseImage('busybox-1')",
                "echo 'base ' + " + build("catalogue/name").replaceFirst(" ", "(") + ").baseDigest");
        jenkins.assertLogContains("pinned " + base + "@" + entry.getDigest(), run);
        jenkins.assertLogContains("base " + entry.getDigest(), run);
        run(Result.SUCCESS, files(), build("catalogue/reference"));
        run(
                Result.SUCCESS,
                dockerfile("FROM vendor.example/other:2", "COPY hello.txt /srv/") + "\n" + hello,
                build("catalogue/alias") + ", baseImages: ['vendor.example/other:2': 'busybox-1']");
        run = run(Result.FAILURE, dockerfile("FROM debian:12"), build("catalogue/refused"));
        assertThat(run.getExecution().getCauseOfFailure(), instanceOf(BuildInputException.class));
        jenkins.assertLogContains(
                "Dockerfile:1: base-in-catalogue: debian:12 is not in the catalogue of base images; it has busybox-1",
                run);
    }

    @Test
    public void thePlanIsAMap() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                files(),
                "def plan = containerPlan()",
                "echo \"builder=${plan.builder.name} files=${plan.context.files*.path}\"");
        jenkins.assertLogContains("builder=embedded files=[hello.txt]", run);
    }

    @Test
    public void anEngineGetsSecretsThatTheLogDoesNotShow() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new StringCredentialsImpl(
                                CredentialsScope.GLOBAL, "token", "", Secret.fromString("t0p-s3cr3t")));
        WorkflowRun run = run(
                Result.SUCCESS,
                dockerfile(
                        "FROM " + base, "RUN --mount=type=secret,id=token echo the word is $(cat /run/secrets/token)"),
                "withEnv(['DOCKER_HOST=" + engine.host() + "']) {",
                build("engine/secret") + ", secrets: [[id: 'token', credentialsId: 'token']], noCache: true",
                "}");
        jenkins.assertLogContains("the word is ****", run);
        jenkins.assertLogNotContains("t0p-s3cr3t", run);
        BuildRecord record = run.getAction(RunHistory.class).getRecords().get(0);
        assertEquals("docker", record.getBuilder());
        assertEquals(record.getDigest(), digestInRegistry("engine/secret:latest"));
    }

    @Test
    public void anAbortStopsTheWorkOnTheAgent() throws Exception {
        try (SilentServer server = new SilentServer()) {
            WorkflowRun run = startSlowBuild(server);
            long begin = System.nanoTime();
            run.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            server.awaitHangUp(5);
            assertTrue((System.nanoTime() - begin) / 1_000_000 + " ms", System.nanoTime() - begin < 5_000_000_000L);
            FilePath temporary = agent.getRootPath().child("caches/container-build/tmp");
            for (int i = 0; i < 50 && !temporary.list().isEmpty(); i++) {
                Thread.sleep(100);
            }
            assertEquals(List.of(), temporary.list());
        }
    }

    @Test
    public void anAgentThatGoesAwayIsToldClearly() throws Exception {
        try (SilentServer server = new SilentServer()) {
            WorkflowRun run = startSlowBuild(server);
            agent.toComputer().disconnect(new OfflineCause.ByCLI("test")).get();
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("the agent " + agent.getNodeName() + " went away while it was at work", run);
            server.awaitHangUp(5);
        }
    }

    private WorkflowRun startSlowBuild(SilentServer server) throws Exception {
        WorkflowRun run = job(dockerfile("FROM " + base, "ADD " + server.url() + "/file /srv/"), build("slow/image"))
                .scheduleBuild2(0)
                .waitForStart();
        server.awaitRequest(60);
        return run;
    }
}
