package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;

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

/** Changes of strangers are built, so that all see whether they can be; they reach neither registry nor secret. */
public class UntrustedForkTest {
    private static final String TOLD = "this change comes from a fork that is not trusted";
    private static final LocalRegistry REGISTRY = new LocalRegistry();
    private static final LocalRegistry PRIVATE = new LocalRegistry().withUser("robot", "s3cr3t-word");
    private static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final RuleChain RULES = RuleChain.outerRule(REGISTRY)
            .around(PRIVATE)
            .around(new BuildWatcher())
            .around(JENKINS);

    private static WorkflowMultiBranchProject pushing(String base, String host) throws Exception {
        String jenkinsfile = "node('linux') {\n"
                + Pipelines.dockerfile(
                        "FROM " + base,
                        "RUN --mount=type=secret,id=token echo token=$(cat /run/secrets/token) > /seen && grep -c . /seen",
                        "RUN echo and $(cat /seen | /bin/busybox wc -c) bytes")
                + "\ndef image = containerBuild image: '" + PRIVATE.reference("shop/")
                + "' + env.BRANCH_NAME.toLowerCase(),"
                + " credentialsId: 'login', secrets: [[id: 'token', credentialsId: 'token']], noCache: true,"
                + " dockerServer: [uri: '" + host + "']\n}";
        return project(jenkinsfile);
    }

    private static WorkflowMultiBranchProject project(String jenkinsfile) throws Exception {
        WorkflowMultiBranchProject project = JENKINS.createProject(WorkflowMultiBranchProject.class);
        project.getSourcesList().add(new BranchSource(new ForkedSource(jenkinsfile)));
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

    @Test
    public void aStrangersChangeIsBuiltWithoutPushAndSecrets() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        Pipelines pipelines = new Pipelines(JENKINS);
        pipelines.addLogin("login", "robot", "s3cr3t-word");
        pipelines.addCredentials(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString("t0p-s3cr3t")));
        String base = TestImages.busybox(REGISTRY);

        WorkflowMultiBranchProject project = pushing(base, engine.host());
        for (String trusted : new String[] {"main", "PR-member"}) {
            String log = JenkinsRule.getLog(built(project, trusted));
            assertThat(trusted, log, not(containsString(TOLD)));
            // "token=" with ten letters and a line end.
            assertThat(trusted, log, containsString("and 17 bytes"));
            assertEquals(trusted, true, isInRegistry("shop/" + trusted.toLowerCase()));
        }
        String log = JenkinsRule.getLog(built(project, "PR-stranger"));
        assertThat(log, containsString(TOLD));
        assertThat(log, containsString("and 7 bytes"));
        assertEquals(false, isInRegistry("shop/pr-stranger"));

        ContainerBuildConfiguration.get().setRestrictForks(false);
        log = JenkinsRule.getLog(built(pushing(base, engine.host()), "PR-stranger"));
        assertThat(log, not(containsString(TOLD)));
        assertEquals(true, isInRegistry("shop/pr-stranger"));
    }

    private static String again(WorkflowMultiBranchProject project, String branch) throws Exception {
        return JenkinsRule.getLog(JENKINS.buildAndAssertSuccess(project.getItem(branch)));
    }

    /** Where commands run, their caches and the names of images belong to all who use the engine. */
    @Test
    public void anEngineKeepsNothingOfItThatOthersWouldTake() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
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
            engine.remove(image, strangers);
        }
        assertEquals(1, BaseUsage.get().of(project.getItem("main")).size());
    }

    /** A fallback to a public registry, say, must not become the result for those who have the token. */
    @Test
    public void whatWasMadeWithoutASecretIsMadeAgainWithIt() throws Exception {
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

    /** Otherwise a stranger's FROM would read whatever the agent's user has logged in to. */
    @Test
    public void loginsOfTheAgentAreNotUsed() throws Exception {
        String base = PRIVATE.reference("secret/base:1");
        TestImages.busyboxFixture().push(PRIVATE, "secret/base:1");
        WorkflowMultiBranchProject project = project("node('linux') { withEnv(['DOCKER_CONFIG=" + PRIVATE.dockerConfig()
                + "']) {\n" + Pipelines.small(base) + "\ncontainerBuild image: 'shop/app', push: false\n} }");
        built(project, "main");
        WorkflowRun stranger = project.getItem("PR-stranger").getLastBuild();
        JENKINS.assertBuildStatus(Result.FAILURE, stranger);
        JENKINS.assertLogContains("no credentials were found; name credentials of Jenkins", stranger);
        assertEquals(List.of(), BaseUsage.get().of(project.getItem("PR-stranger")));
    }

    @Test
    public void aPlanReadsNoMoreThanABuild() throws Exception {
        WorkflowMultiBranchProject project = project("node('linux') {\nsh 'ln -sfn / app'\n"
                + "echo \"files ${containerPlan(context: 'app', dockerfile: 'etc/hostname').context.files}\"\n}");
        WorkflowRun stranger = project.getItem("PR-stranger").getLastBuild();
        JENKINS.assertLogContains("out of the workspace, to /; a change from a fork that is not trusted", stranger);
        JENKINS.assertLogNotContains("unknown instruction", stranger);
        JENKINS.assertLogContains("unknown instruction", project.getItem("main").getLastBuild());
    }
}
