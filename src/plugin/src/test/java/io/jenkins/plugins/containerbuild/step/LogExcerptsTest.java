package io.jenkins.plugins.containerbuild.step;

import static io.jenkins.plugins.containerbuild.step.Pipelines.dockerfile;
import static io.jenkins.plugins.containerbuild.step.Pipelines.small;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;

import hudson.model.Label;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import io.jenkins.plugins.containerbuild.config.PlainRule;
import io.jenkins.plugins.containerbuild.config.PolicySettings;
import io.jenkins.plugins.containerbuild.config.RuleAction;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.jvnet.hudson.test.JenkinsRule;

/** Messages of failed builds for users of Jenkins: who has to act, what is wrong, what was found and what to do. */
public class LogExcerptsTest {
    private static final LocalRegistry REGISTRY = new LocalRegistry();
    private static final LocalRegistry PRIVATE = new LocalRegistry().withUser("robot", "s3cr3t-word");
    private static final LocalRegistry DEAD = new LocalRegistry();
    private static final JenkinsRule JENKINS = new JenkinsRule();
    private static final Pipelines PIPELINES = new Pipelines(JENKINS);

    @ClassRule
    public static final RuleChain RULES =
            RuleChain.outerRule(REGISTRY).around(PRIVATE).around(DEAD).around(JENKINS);

    private record Row(String title, Class<?> kind, String excerpt, String... pipeline) {}

    private static List<Row> rows(String base) {
        List<Row> rows = new ArrayList<>();
        String build = "containerBuild image: '" + REGISTRY.reference("shop/app") + "'";
        rows.add(new Row(
                "Dockerfile error",
                BuildInputException.class,
                "ERROR: containerBuild: invalid input: Dockerfile:2: unknown instruction: COPPY (did you mean COPY?)",
                dockerfile("FROM " + base, "COPPY a /b"),
                build));
        rows.add(new Row(
                "missing file",
                BuildInputException.class,
                "ERROR: containerBuild: invalid input: Dockerfile:2: \"/target/app.jar\" not found in the context,"
                        + " which is a directory of the agent's workspace: check it out, build or unstash it before this"
                        + " step, or correct the path",
                dockerfile("FROM " + base, "COPY target/app.jar /srv/"),
                build));
        rows.add(new Row(
                "misspelt file",
                BuildInputException.class,
                "Dockerfile:2: \"/target/app.jar\" not found in the context; did you mean \"target/app1.jar\"?",
                dockerfile("FROM " + base, "COPY target/app.jar /srv/"),
                "writeFile file: 'target/app1.jar', text: ''",
                build));
        rows.add(new Row(
                "missing Dockerfile",
                BuildInputException.class,
                "/docker/Dockerfile does not exist; set the path of the Dockerfile with dockerfile, relative to"
                        + " context",
                build + ", dockerfile: 'docker/Dockerfile'"));
        rows.add(new Row(
                "refused base",
                BuildInputException.class,
                "ERROR: containerBuild: invalid input: Dockerfile:1: base-in-catalogue: debian:12 is not in the"
                        + " catalogue of base images; it has busybox-1; use one of them in FROM or in baseImages of the"
                        + " step, or ask an administrator to add it in Manage Jenkins → System → Container Build",
                dockerfile("FROM debian:12"),
                build));
        rows.add(new Row(
                "wrong password",
                BuildServiceException.class,
                "the credentials from Jenkins' credentials wrong were refused; correct them in Manage Jenkins →"
                        + " Credentials, or set credentialsId to others",
                small(base),
                "containerBuild image: '" + PRIVATE.reference("shop/app") + "', credentialsId: 'wrong'"));
        rows.add(new Row(
                "no password",
                BuildServiceException.class,
                "no credentials were found; set credentialsId to Jenkins credentials for this registry",
                small(base),
                "containerBuild image: '" + PRIVATE.reference("shop/app") + "'"));
        rows.add(new Row(
                "dead engine",
                BuildServiceException.class,
                "ERROR: containerBuild: service error: Dockerfile:2: RUN at line 2 needs an engine: no container"
                        + " engine answers at unix:///nowhere/docker.sock: there is no socket /nowhere/docker.sock;"
                        + " install and start Docker Engine or podman, or name an engine with dockerServer (uri:"
                        + " 'tcp://HOST:PORT'), or run this on another agent",
                dockerfile("FROM " + base, "RUN true"),
                "withEnv(['DOCKER_HOST=unix:///nowhere/docker.sock']) { " + build + " }"));
        rows.add(new Row(
                "dead registry",
                BuildServiceException.class,
                "connection refused, 5 attempts; check that the registry is running at " + DEAD.host(),
                small(base),
                "containerBuild image: '" + DEAD.reference("shop/app") + "'"));
        return rows;
    }

    @Test
    public void messagesStateTheProblemAndWhatToDoInJenkins() throws Exception {
        JENKINS.createOnlineSlave(Label.get("linux"));
        String base = TestImages.busybox(REGISTRY);
        DEAD.stop();
        PIPELINES.addLogin("wrong", "robot", "other-word");
        BaseImageEntry entry = new BaseImageEntry("busybox-1", base);
        ContainerBuildConfiguration.get().setBases(List.of(entry));
        PolicySettings policy = new PolicySettings();
        policy.setBaseInCatalogue(new PlainRule(RuleAction.refuse));
        ContainerBuildConfiguration.get().setPolicy(policy);
        for (Row row : rows(base)) {
            WorkflowRun run = PIPELINES.fail(row.pipeline);
            String log = JenkinsRule.getLog(run);
            String message = log.substring(log.lastIndexOf("ERROR: "));
            System.out.println(row.title + ":\n" + message);
            assertThat(row.title, message, containsString(row.excerpt));
            assertEquals(
                    row.title, row.kind, run.getExecution().getCauseOfFailure().getClass());
            for (String foreign : List.of("\tat ", "docker login", " -f", "--", "DOCKER_HOST", "other-word")) {
                assertThat(row.title, message, not(containsString(foreign)));
            }
        }
    }
}
