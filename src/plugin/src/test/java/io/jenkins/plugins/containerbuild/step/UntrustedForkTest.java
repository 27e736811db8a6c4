package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Label;
import hudson.util.Secret;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import jenkins.branch.BranchSource;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
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

    private static WorkflowMultiBranchProject project(String base, String host) throws Exception {
        String jenkinsfile = "node('linux') {\n"
                + Pipelines.dockerfile(
                        "FROM " + base,
                        "RUN --mount=type=secret,id=token echo token=$(cat /run/secrets/token) > /seen && grep -c . /seen",
                        "RUN echo and $(cat /seen | /bin/busybox wc -c) bytes")
                + "\ndef image = containerBuild image: '" + PRIVATE.reference("shop/")
                + "' + env.BRANCH_NAME.toLowerCase(),"
                + " credentialsId: 'login', secrets: [[id: 'token', credentialsId: 'token']], noCache: true,"
                + " dockerServer: [uri: '" + host + "']\n}";
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

    @Test
    public void aStrangersChangeIsBuiltWithoutPushAndSecrets() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        JENKINS.createOnlineSlave(Label.get("linux"));
        Pipelines pipelines = new Pipelines(JENKINS);
        pipelines.addLogin("login", "robot", "s3cr3t-word");
        pipelines.addCredentials(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString("t0p-s3cr3t")));
        String base = TestImages.busybox(REGISTRY);

        WorkflowMultiBranchProject project = project(base, engine.host());
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
        log = JenkinsRule.getLog(built(project(base, engine.host()), "PR-stranger"));
        assertThat(log, not(containsString(TOLD)));
        assertEquals(true, isInRegistry("shop/pr-stranger"));
    }
}
