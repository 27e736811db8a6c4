package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Label;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.catalogue.BaseUsage;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jenkins.branch.BranchSource;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

/** Untrusted changes are built, but reach neither a registry nor a secret. */
public class UntrustedForkTest {
    private static final String TOLD = "untrusted change from a fork";
    private static final LocalRegistry REGISTRY = new LocalRegistry();
    private static final LocalRegistry PRIVATE = new LocalRegistry().withUser("robot", "s3cr3t-word");
    private static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final RuleChain RULES = RuleChain.outerRule(REGISTRY)
            .around(PRIVATE)
            .around(new BuildWatcher())
            .around(JENKINS);

    private static final String NO_ENTRY = "node { echo 'the stranger chose what runs' }";

    /** Pushes to {@code shop/REPOSITORY-BRANCH}; the untrusted change contains a Dockerfile and a Jenkinsfile. */
    private static WorkflowMultiBranchProject pushing(DockerEngine engine, String repository, String base)
            throws Exception {
        String jenkinsfile = "node('linux') {\ncheckout scm\ncontainerBuild image: '"
                + PRIVATE.reference("shop/" + repository) + "-' + env.BRANCH_NAME.toLowerCase(),"
                + " credentialsId: 'login', secrets: [[id: 'token', credentialsId: 'token']], noCache: true,"
                + " dockerServer: [uri: '" + engine.host() + "']\n}";
        String dockerfile = "FROM " + base + "\n"
                + "RUN --mount=type=secret,id=token echo token=$(cat /run/secrets/token) > /seen && grep -c . /seen\n"
                + "RUN echo WHO has $(cat /seen | /bin/busybox wc -c) bytes\n";
        return project(new ForkedSource(
                Map.of("Jenkinsfile", jenkinsfile, "Dockerfile", dockerfile.replace("WHO", "member")),
                Map.of("Jenkinsfile", NO_ENTRY, "Dockerfile", dockerfile.replace("WHO", "stranger"))));
    }

    private static WorkflowMultiBranchProject project(String jenkinsfile) throws Exception {
        return project(new ForkedSource(jenkinsfile));
    }

    private static WorkflowMultiBranchProject project(ForkedSource source) throws Exception {
        WorkflowMultiBranchProject project = JENKINS.createProject(WorkflowMultiBranchProject.class);
        project.getSourcesList().add(new BranchSource(source));
        project.scheduleBuild2(0).getFuture().get();
        JENKINS.waitUntilNoActivity();
        return project;
    }

    private static WorkflowRun built(WorkflowMultiBranchProject project, String branch) throws Exception {
        WorkflowRun run = project.getItem(branch).getLastBuild();
        JENKINS.assertBuildStatusSuccess(run);
        assertEquals(1, run.getAction(RunHistory.class).getRecords().size());
        return run;
    }

    private static boolean isInRegistry(String repository) {
        return PRIVATE.storage()
                .resolve("docker/registry/v2/repositories/" + repository + "/_manifests/tags")
                .toFile()
                .isDirectory();
    }

    @BeforeClass
    public static void startAgent() throws Exception {
        JENKINS.createOnlineSlave(Label.get("linux"));
    }

    @After
    public void restrictAgain() {
        ContainerBuildConfiguration.get().setRestrictForks(true);
    }

    private static Map<String, DockerEngine> engines() {
        return new TreeMap<>(Map.of(
                "v20", DockerEngine.v20().require(), "v26", DockerEngine.v26().require()));
    }

    @Test
    public void untrustedChangeIsBuiltWithoutPushAndSecretsOnBothEngines() throws Exception {
        Pipelines pipelines = new Pipelines(JENKINS);
        pipelines.addLogin("login", "robot", "s3cr3t-word");
        pipelines.addCredentials(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString("t0p-s3cr3t")));
        String base = TestImages.busybox(REGISTRY);
        for (Map.Entry<String, DockerEngine> engine : engines().entrySet()) {
            String name = engine.getKey();
            WorkflowMultiBranchProject project = pushing(engine.getValue(), name, base);
            for (String trusted : new String[] {"main", "PR-member"}) {
                String log = JenkinsRule.getLog(built(project, trusted));
                assertThat(name + trusted, log, not(containsString(TOLD)));
                // "token=" with ten letters and a line end.
                assertThat(name + trusted, log, containsString("member has 17 bytes"));
                assertTrue(name + trusted, isInRegistry("shop/" + name + "-" + trusted.toLowerCase()));
            }
            String log = JenkinsRule.getLog(built(project, "PR-stranger"));
            assertThat(name, log, containsString(TOLD));
            assertThat(name, log, containsString("stranger has 7 bytes"));
            assertThat(name, log, not(containsString("chose what runs")));
            assertFalse(name, isInRegistry("shop/" + name + "-pr-stranger"));

            ContainerBuildConfiguration.get().setRestrictForks(false);
            log = JenkinsRule.getLog(built(pushing(engine.getValue(), name, base), "PR-stranger"));
            ContainerBuildConfiguration.get().setRestrictForks(true);
            assertThat(name, log, not(containsString(TOLD)));
            assertTrue(name, isInRegistry("shop/" + name + "-pr-stranger"));
        }
    }

    /** Lines that at least one engine reads as the name of a frontend, which it would pull and run. */
    @Test
    public void frontendOfUntrustedChangeReachesNoEngine() throws Exception {
        String evil = REGISTRY.reference("evil/frontend:1");
        String from = "FROM " + TestImages.busybox(REGISTRY) + "\n";
        String[] starts = {
            "# syntax=" + evil + "\n",
            "# foo=bar\n# syntax=" + evil + "\n",
            "//syntax=" + evil + "\n",
            "{\"syntax\": \"" + evil + "\"}\n",
            "# syntax=docker/dockerfile:1.0\n",
        };
        for (Map.Entry<String, DockerEngine> engine : engines().entrySet()) {
            String jenkinsfile = "node('linux') {\ncheckout scm\ncontainerBuild image: 'shop/app', push: false,"
                    + " builder: 'docker', dockerServer: [uri: '"
                    + engine.getValue().host() + "']\n}";
            for (String start : starts) {
                REGISTRY.forgetRequests();
                WorkflowMultiBranchProject project = project(new ForkedSource(
                        Map.of("Jenkinsfile", jenkinsfile, "Dockerfile", from),
                        Map.of("Jenkinsfile", NO_ENTRY, "Dockerfile", start + from)));
                built(project, "main");
                WorkflowRun stranger = project.getItem("PR-stranger").getLastBuild();
                JENKINS.assertBuildStatus(Result.FAILURE, stranger);
                JENKINS.assertLogContains("an untrusted change must not choose its own frontend", stranger);
                assertThat(engine.getKey() + " " + start, REGISTRY.requests().toString(), not(containsString("evil")));
            }
        }
    }

    private static String again(WorkflowMultiBranchProject project, String branch) throws Exception {
        return JenkinsRule.getLog(JENKINS.buildAndAssertSuccess(project.getItem(branch)));
    }

    /** All users of an engine share its caches of commands and its image names. */
    @Test
    public void trustedBuildsReuseNothingOfAnUntrustedBuild() throws Exception {
        for (DockerEngine engine : engines().values()) {
            assertNothingIsLeftFor(engine);
        }
    }

    private static void assertNothingIsLeftFor(DockerEngine engine) throws Exception {
        String image = REGISTRY.reference("shop/left" + System.nanoTime() + ":1");
        String strangers = "localhost/untrusted/" + image.replaceFirst(":", "-");
        WorkflowMultiBranchProject project = project("node('linux') {\n"
                + Pipelines.dockerfile(
                        "FROM " + TestImages.busybox(REGISTRY),
                        "ARG WHO",
                        "ARG TURN",
                        "RUN --mount=type=cache,target=/c,id=" + image
                                + " echo left by=[$(cat /c/who)] && echo $WHO > /c/who")
                + "\ncontainerBuild image: '" + image + "', push: false, load: true,"
                // The id of a cache mount is no part of a command's key, so an earlier run of this test would answer.
                + " buildArgs: [WHO: env.BRANCH_NAME, TURN: '" + image
                + "-' + currentBuild.number], dockerServer: [uri: '"
                + engine.host() + "']\n}");
        try {
            again(project, "main");
            String before = id(engine, image);
            assertThat(again(project, "PR-stranger"), containsString("left by=[PR-stranger]"));
            assertEquals(before, id(engine, image));
            assertThat(id(engine, strangers), containsString("sha256:"));
            assertThat(again(project, "main"), containsString("left by=[main]"));

            // As it would be otherwise.
            ContainerBuildConfiguration.get().setRestrictForks(false);
            again(project, "PR-stranger");
            assertThat(again(project, "main"), containsString("left by=[PR-stranger]"));
        } finally {
            ContainerBuildConfiguration.get().setRestrictForks(true);
            engine.remove(image, strangers);
        }
        assertEquals(1, BaseUsage.get().of(project.getItem("main")).size());
    }

    /** For example, a fallback to a public registry must not become the result of builds that have the token. */
    @Test
    public void resultWithoutASecretIsNotReusedByBuildsWithIt() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        new Pipelines(JENKINS)
                .addCredentials(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "optional", "", Secret.fromString("t0p-s3cr3t")));
        WorkflowMultiBranchProject project = project("node('linux') {\n"
                + Pipelines.dockerfile(
                        "FROM " + TestImages.busybox(REGISTRY),
                        "ARG ROUND",
                        "RUN --mount=type=secret,id=optional echo made with $(cat /run/secrets/optional |"
                                + " /bin/busybox wc -c) letters")
                + "\ncontainerBuild image: 'shop/secret', push: false, buildArgs: [ROUND: \"" + System.nanoTime()
                + "-${currentBuild.number}\"], secrets: [[id: 'optional', credentialsId: 'optional']],"
                + " dockerServer: [uri: '" + engine.host() + "']\n}");
        assertThat(again(project, "PR-stranger"), containsString("made with 0 letters"));
        assertThat(again(project, "main"), containsString("made with 10 letters"));
        assertThat(again(project, "PR-member"), containsString("CACHED"));
    }

    private static String id(DockerEngine engine, String image) {
        return engine.docker("image", "inspect", "--format", "{{.Id}}", image).output();
    }

    /**
     * Otherwise FROM in an untrusted change could read images of every registry to which the agent's user is logged in.
     */
    @Test
    public void untrustedBuildUsesNoLoginsOfTheAgent() throws Exception {
        String base = PRIVATE.reference("secret/base:1");
        TestImages.busyboxFixture().push(PRIVATE, "secret/base:1");
        WorkflowMultiBranchProject project = project("node('linux') { withEnv(['DOCKER_CONFIG=" + PRIVATE.dockerConfig()
                + "']) {\n" + Pipelines.small(base) + "\ncontainerBuild image: 'shop/app', push: false\n} }");
        built(project, "main");
        WorkflowRun stranger = project.getItem("PR-stranger").getLastBuild();
        JENKINS.assertBuildStatus(Result.FAILURE, stranger);
        JENKINS.assertLogContains("no credentials were found; set credentialsId to Jenkins credentials", stranger);
        assertEquals(List.of(), BaseUsage.get().of(project.getItem("PR-stranger")));
    }

    @Test
    public void planOfUntrustedChangeReadsNoFilesOutsideTheWorkspace() throws Exception {
        WorkflowMultiBranchProject project = project("node('linux') {\nsh 'ln -sfn / app'\n"
                + "echo \"files ${containerPlan(context: 'app', dockerfile: 'etc/hostname').context.files}\"\n}");
        WorkflowRun stranger = project.getItem("PR-stranger").getLastBuild();
        JENKINS.assertLogContains("out of the workspace, to /; an untrusted change from a fork", stranger);
        JENKINS.assertLogNotContains("unknown instruction", stranger);
        JENKINS.assertLogContains("unknown instruction", project.getItem("main").getLastBuild());
    }
}
