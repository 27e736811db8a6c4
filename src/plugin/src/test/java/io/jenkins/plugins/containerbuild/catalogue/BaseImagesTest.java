package io.jenkins.plugins.containerbuild.catalogue;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;
import org.jvnet.hudson.test.TestExtension;

/** States and uses of base images across restarts. */
public class BaseImagesTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    private static String push(String content, String name) {
        return new ImageFixture().file("srv/a", 0644, 0, 0, content).push(REGISTRY, name);
    }

    @TestExtension
    public static final class RecordingListener implements BaseImageListener {
        private static final List<String> CHANGES = new ArrayList<>();

        @Override
        public void onChanged(Catalogue.Entry entry, String platform, String oldDigest, String newDigest) {
            CHANGES.add(entry.name() + " " + platform + " " + oldDigest + " " + newDigest);
        }
    }

    @Test
    public void statesAreKeptAcrossRestartsAndAChangeIsReportedOnce() throws Throwable {
        Catalogue.Entry entry = Catalogue.Entry.of("java-17", push("one", "known/java:17"), "");
        State[] first = new State[1];
        sessions.then(jenkins -> {
            RecordingListener.CHANGES.clear();
            assertEquals(State.UNKNOWN, BaseImages.get().state(entry));
            first[0] = BaseImages.get().check(entry).now();
            assertEquals("", first[0].failure());
            assertEquals(List.of("java-17 linux/amd64  " + first[0].digest()), RecordingListener.CHANGES);
        });
        sessions.then(jenkins -> {
            RecordingListener.CHANGES.clear();
            assertEquals(first[0].digest(), BaseImages.get().state(entry).digest());
            REGISTRY.forgetRequests();
            assertEquals(List.of(), BaseImages.get().check(entry).changes());
            assertEquals(1, REGISTRY.requests().size());
            assertEquals("HEAD", REGISTRY.requests().get(0).method());
            push("two", "known/java:17");
            BaseCheckResult look = BaseImages.get().check(entry);
            assertNotEquals(first[0].digest(), look.now().digest());
            assertEquals(
                    List.of("java-17 linux/amd64 " + first[0].digest() + " "
                            + look.now().digest()),
                    RecordingListener.CHANGES);
            assertEquals(List.of(), BaseImages.get().check(entry).changes());
            assertEquals(1, RecordingListener.CHANGES.size());
        });
    }

    @Test
    public void usageFollowsBuildsAndJobs() throws Throwable {
        String base = push("base", "used/java:17");
        Catalogue.Entry entry = Catalogue.Entry.of("java-17", base, "");
        sessions.then(jenkins -> {
            WorkflowJob job = job(jenkins, "shop", base);
            WorkflowRun first = jenkins.buildAndAssertSuccess(job);
            List<UsedBase> uses = BaseUsage.get().of(entry);
            assertEquals(1, uses.size());
            assertEquals("shop", uses.get(0).getJob());
            assertEquals(1, uses.get(0).getBuild());
            assertEquals(base, uses.get(0).getReference());
            assertEquals("linux/amd64", uses.get(0).getPlatform());
            assertEquals(base, BaseImages.entry(uses.get(0)).reference());
            assertEquals(
                    BaseImages.get().check(entry).now().digest(), uses.get(0).getDigest());
            WorkflowRun second = jenkins.buildAndAssertSuccess(job);
            assertEquals(2, BaseUsage.get().of(job).get(0).getBuild());
            second.delete();
            assertEquals(1, BaseUsage.get().of(job).get(0).getBuild());
            job.renameTo("store");
            assertEquals("store", BaseUsage.get().of(job).get(0).getJob());
            assertEquals(1, BaseUsage.get().of(entry).size());
            assertEquals(List.of(), BaseUsage.get().of(jenkins.jenkins.copy(job, "copy")));
            assertEquals(1, first.getNumber());
            job(jenkins, "gone", base);
            jenkins.buildAndAssertSuccess(jenkins.jenkins.getItemByFullName("gone", WorkflowJob.class));
            assertEquals(2, BaseUsage.get().of(entry).size());
            jenkins.jenkins.getItemByFullName("gone").delete();
            assertEquals(1, BaseUsage.get().of(entry).size());
            BaseUsage.get()
                    .put(Map.of("vanished", List.of(new UsedBase("vanished", 1, base, base, "", "linux/amd64"))));
        });
        sessions.then(jenkins -> {
            assertEquals("store", BaseUsage.get().of(entry).get(0).getJob());
            awaitCatchingUp(entry);
            java.nio.file.Files.writeString(
                    jenkins.jenkins.getRootDir().toPath().resolve("container-build/usage.xml"), "damaged");
        });
        sessions.then(jenkins -> {
            for (int i = 0; i < 100 && BaseUsage.get().of(entry).isEmpty(); i++) {
                Thread.sleep(100);
            }
            assertEquals("store", BaseUsage.get().of(entry).get(0).getJob());
            assertTrue(new java.io.File(jenkins.jenkins.getRootDir(), "container-build/usage.xml.damaged").exists());
        });
    }

    /** Waits for the update after a start, which removes deleted jobs and writes the file in the background. */
    private static void awaitCatchingUp(Catalogue.Entry entry) throws InterruptedException {
        for (int i = 0; i < 300 && BaseUsage.get().of(entry).size() > 1; i++) {
            Thread.sleep(100);
        }
        assertEquals(1, BaseUsage.get().of(entry).size());
        BaseUsage.get().put(Map.of()); // Waits for whoever is writing.
    }

    private static WorkflowJob job(JenkinsRule jenkins, String name, String base) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(
                "node {\nwriteFile file: 'Dockerfile', text: 'FROM " + base + "\\nCOPY a /a\\n'\n"
                        + "writeFile file: 'a', text: 'a'\n"
                        + "containerBuild image: '" + REGISTRY.reference("used/" + name) + "'\n}",
                true));
        return job;
    }
}
