package io.jenkins.plugins.containerbuild.trigger;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import io.jenkins.plugins.containerbuild.catalogue.BaseUsage;
import io.jenkins.plugins.containerbuild.catalogue.UsedBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;

/** The record of started jobs is kept across restarts and renames, and is not copied with a job. */
public class StartedBuildsTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    /** Checks the job's base image now and returns the jobs that were started. */
    private static List<String> look(JenkinsRule jenkins, WorkflowJob job) throws Exception {
        TriggerFixture.Entered entered = TriggerFixture.Entered.listen();
        Verifier.get().look(BaseImages.entry(BaseUsage.get().of(job).get(0)));
        TriggerFixture.await("idle", Verifier.get()::isIdle);
        jenkins.waitUntilNoActivity();
        return entered.take();
    }

    private static WorkflowJob job(JenkinsRule jenkins, String name) {
        return jenkins.jenkins.getItemByFullName(name, WorkflowJob.class);
    }

    @Test
    public void restartStartsNoJobAgain() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowJob job =
                    TriggerFixture.job("shop", REGISTRY, TriggerFixture.push(REGISTRY, "base/java:17", "one"));
            jenkins.buildAndAssertSuccess(job);
            job.setDefinition(new CpsFlowDefinition("error 'broken'", true));
            assertEquals(List.of(), look(jenkins, job));
            TriggerFixture.push(REGISTRY, "base/java:17", "two");
            assertEquals(List.of("shop"), look(jenkins, job));
        });
        sessions.then(jenkins -> {
            WorkflowJob job = job(jenkins, "shop");
            assertTrue(BaseImageChangedTrigger.isOn(job));
            assertEquals(List.of(), look(jenkins, job));
            job.renameTo("store");
            assertEquals(List.of(), look(jenkins, job));
            Path started = job.getRootDir().toPath().resolve("container-build-started.xml");
            assertTrue(Files.size(started) + " bytes", Files.size(started) < 500);
            WorkflowJob copy = (WorkflowJob) jenkins.jenkins.copy((hudson.model.TopLevelItem) job, "copy");
            assertFalse(Files.exists(copy.getRootDir().toPath().resolve("container-build-started.xml")));
            Files.writeString(started, "damaged");
        });
        sessions.then(jenkins -> {
            WorkflowJob job = job(jenkins, "store");
            // What was noted is lost, so it is started once more and noted again.
            assertEquals(List.of("store"), look(jenkins, job));
            assertEquals(List.of(), look(jenkins, job));
            assertEquals(3, job.getLastBuild().getNumber());
            assertTrue(Files.exists(job.getRootDir().toPath().resolve("container-build-started.xml.damaged")));
        });
    }

    @Test
    public void startThatWasLostInACrashIsRepeated() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowJob job =
                    TriggerFixture.job("shop", REGISTRY, TriggerFixture.push(REGISTRY, "lost/java:17", "one"));
            jenkins.buildAndAssertSuccess(job);
            UsedBase use = BaseUsage.get().of(job).get(0);
            TriggerFixture.push(REGISTRY, "lost/java:17", "two");
            String digest = BaseImages.get().check(BaseImages.entry(use)).now().digest();
            jenkins.waitUntilNoActivity();
            assertEquals(2, job.getLastBuild().getNumber());
            job.getLastBuild().delete();
            assertTrue(Files.readString(job.getRootDir().toPath().resolve("container-build-started.xml"))
                    .contains(digest));
            // As it is when the queue went down with Jenkins: noted, used as before, and no build.
            assertEquals(use.getDigest(), BaseUsage.get().of(job).get(0).getDigest());
            assertEquals(List.of(), look(jenkins, job));
        });
        sessions.then(jenkins -> {
            WorkflowJob job = job(jenkins, "shop");
            assertEquals(List.of("shop"), look(jenkins, job));
            assertEquals(List.of(), look(jenkins, job));
        });
    }

    /** With polling "never" nothing else would check the base again. */
    @Test
    public void checkThatFailedBeforeARestartIsRepeatedAfterIt() throws Throwable {
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port())) {
            String base = proxy.host() + "/away/java:17";
            sessions.then(jenkins -> {
                BaseChangeConfiguration.get().setPolling(PollingMode.never);
                Verifier.get().retries().setTimer((delay, task) -> {});
                TriggerFixture.push(REGISTRY, "away/java:17", "one");
                WorkflowJob job = TriggerFixture.job("shop", REGISTRY, base);
                jenkins.buildAndAssertSuccess(job);
                TriggerFixture.push(REGISTRY, "away/java:17", "two");
                for (String method : List.of("HEAD", "GET")) {
                    proxy.on(method, "/manifests/").times(1).answer(500, "");
                }
                Verifier.get().claimed(Set.of(ImageReference.parse(base)));
                TriggerFixture.await("idle", Verifier.get()::isIdle);
                jenkins.waitUntilNoActivity();
                assertEquals(1, job.getLastBuild().getNumber());
            });
            sessions.then(jenkins -> {
                WorkflowJob job = job(jenkins, "shop");
                TriggerFixture.await("the build", () -> job.getLastBuild().getNumber() == 2);
                jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(job.getLastBuild()));
            });
        }
    }
}
