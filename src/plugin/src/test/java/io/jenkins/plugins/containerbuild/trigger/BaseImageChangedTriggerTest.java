package io.jenkins.plugins.containerbuild.trigger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import hudson.triggers.Trigger;
import hudson.triggers.TriggerDescriptor;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.plugins.containerbuild.catalogue.BaseUsage;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Pushes to a real registry, which notifies this Jenkins or is polled by it. */
public class BaseImageChangedTriggerTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    private static final String TOKEN = "s3cr3t-of-the-registry";
    private static LocalRegistry registry;
    private static TriggerFixture.Entered entered;

    @BeforeClass
    public static void connect() throws Exception {
        TriggerFixture.addSecret("webhook", TOKEN);
        registry = new LocalRegistry()
                .withNotifications(JENKINS.getURL() + "container-build-webhook/local", TOKEN)
                .open();
        entered = TriggerFixture.Entered.listen();
    }

    @AfterClass
    public static void stop() {
        registry.close();
    }

    @Before
    public void begin() {
        listenToRegistry();
        BaseChangeConfiguration.get().setPolling(PollingMode.auto);
        ContainerBuildConfiguration.get().setBases(List.of());
        ContainerBuildConfiguration.get().setBaseCheckMinutes(60);
    }

    private static void listenToRegistry() {
        BaseChangeConfiguration.get()
                .setWebhooks(List.of(new WebhookSource("local", WebhookFormat.distribution, "webhook")));
    }

    private static void buildFirst(WorkflowJob job) throws Exception {
        JENKINS.buildAndAssertSuccess(job);
        assertEquals(List.of(job.getName()), entered.take());
    }

    private static void built(WorkflowJob job, int build) throws Exception {
        TriggerFixture.await(job.getName() + " #" + build, () -> job.getBuildByNumber(build) != null);
        JENKINS.assertBuildStatusSuccess(JENKINS.waitForCompletion(job.getBuildByNumber(build)));
        TriggerFixture.await("usage", () -> BaseUsage.get().of(job).get(0).getBuild() == build);
    }

    private static String baseOf(WorkflowJob job) {
        return BaseUsage.get().of(job).get(0).getDigest();
    }

    /** Long enough for the notification, the check and the start of a job. */
    private static void assertNothingStarts() throws InterruptedException {
        Thread.sleep(1500);
        TriggerFixture.await("idle", Verifier.get()::isIdle);
        assertEquals(List.of(), entered.take());
    }

    @Test
    public void pushStartsTheJobsThatUsedTheBase() throws Exception {
        String base = TriggerFixture.push(registry, "hook/java:17", "one");
        BaseImageEntry entry = new BaseImageEntry("java-17", base);
        ContainerBuildConfiguration.get().setBases(List.of(entry));
        WorkflowJob job = TriggerFixture.job("hook", registry, "java-17");
        WorkflowJob other = TriggerFixture.job("other", registry, TriggerFixture.push(registry, "hook/node:22", "one"));
        WorkflowJob without = TriggerFixture.job("without", registry, base);
        without.setTriggers(List.of());
        for (WorkflowJob each : List.of(job, other, without)) {
            buildFirst(each);
        }
        String old = baseOf(job);
        assertNothingStarts();

        TriggerFixture.push(registry, "hook/java:17", "two");
        long pushed = System.nanoTime();
        built(job, 2);
        System.out.println("push to queue by webhook: " + (entered.nanoTime() - pushed) / 1_000_000 + " ms");
        assertEquals(List.of("hook"), entered.take());
        assertThat(TriggerFixture.causes(job, 2), hasSize(1));
        BaseImageChangedCause cause = TriggerFixture.causes(job, 2).get(0);
        assertEquals("java-17", cause.getEntry());
        assertEquals(base, cause.getReference());
        assertEquals("linux/amd64", cause.getPlatform());
        assertEquals(old, cause.getOldDigest());
        assertEquals(baseOf(job), cause.getNewDigest());
        assertTrue(!old.equals(baseOf(job)));
        JENKINS.assertLogContains(cause.getNewDigest(), job.getBuildByNumber(2));
        assertThat(
                JENKINS.createWebClient().getPage(job.getBuildByNumber(2)).asNormalizedText(),
                containsString("Base image java-17 (" + base + ") changed from " + old.substring(0, 19)));

        registry.forgetRequests();
        TriggerFixture.push(registry, "hook/java:17", "two");
        assertNothingStarts();
        assertThat(registry.requests().toString(), containsString("HEAD /v2/hook/java/manifests/17 200"));
        assertEquals(1, without.getLastBuild().getNumber());
    }

    @Test
    public void severalChangesInTheQuietPeriodStartOneBuild() throws Exception {
        String base = TriggerFixture.push(registry, "quiet/java:17", "one");
        WorkflowJob job = TriggerFixture.job("quiet", registry, base);
        buildFirst(job);
        assertNothingStarts();
        job.setQuietPeriod(4);
        TriggerFixture.push(registry, "quiet/java:17", "two");
        TriggerFixture.await("queue", () -> !entered.isEmpty());
        TriggerFixture.push(registry, "quiet/java:17", "three");
        built(job, 2);
        assertThat(TriggerFixture.causes(job, 2), hasSize(2));
        assertEquals(base, TriggerFixture.causes(job, 2).get(0).getEntry());
        assertEquals(baseOf(job), TriggerFixture.causes(job, 2).get(1).getNewDigest());
        entered.take();
        assertNothingStarts();
        assertEquals(2, job.getLastBuild().getNumber());
    }

    @Test
    public void changesOfOtherPlatformsStartNothing() throws Exception {
        String base = TriggerFixture.pushIndex(registry, "index/java:17", "one", "one");
        WorkflowJob job = TriggerFixture.job("platform", registry, base);
        buildFirst(job);
        TriggerFixture.pushIndex(registry, "index/java:17", "one", "two");
        assertNothingStarts();
        TriggerFixture.pushIndex(registry, "index/java:17", "two", "two");
        built(job, 2);
        entered.take();
        assertEquals("linux/amd64", TriggerFixture.causes(job, 2).get(0).getPlatform());
    }

    @Test
    public void jobIsStartedOnceForADigestEvenIfTheBuildFails() throws Exception {
        String base = TriggerFixture.push(registry, "once/java:17", "one");
        WorkflowJob job = TriggerFixture.job("once", registry, base);
        buildFirst(job);
        job.setDefinition(new CpsFlowDefinition("error 'broken'", true));
        assertNothingStarts();
        TriggerFixture.push(registry, "once/java:17", "two");
        TriggerFixture.await("queue", () -> !entered.isEmpty());
        entered.take();
        BaseChangeConfiguration.get().setPolling(PollingMode.always);
        pollAnHour(Instant.now().plus(Duration.ofHours(2)));
        TriggerFixture.push(registry, "once/java:17", "two");
        assertNothingStarts();
        job.setDisabled(true);
        TriggerFixture.push(registry, "once/java:17", "three");
        assertNothingStarts();
        job.setDisabled(false);
        // The webhook's look is fresh, so none is due; but it is known that the job is behind.
        ContainerBuildConfiguration.get().setBaseCheckMinutes(1);
        Polling.poll(Instant.now());
        TriggerFixture.await("queue", () -> !entered.isEmpty());
        assertEquals(List.of("once"), entered.take());
        JENKINS.waitUntilNoActivity();
    }

    private static void pollAnHour(Instant from) throws InterruptedException {
        for (int minute = 0; minute < 60; minute++) {
            Polling.poll(from.plus(minute, ChronoUnit.MINUTES));
        }
        TriggerFixture.await("idle", Verifier.get()::isIdle);
    }

    @Test
    public void withoutAWebhookBasesArePolledOncePerInterval() throws Exception {
        try (LocalRegistry quiet = new LocalRegistry().open()) {
            String base = TriggerFixture.push(quiet, "poll/java:17", "one");
            WorkflowJob job = TriggerFixture.job("poll", quiet, base);
            buildFirst(job);
            pollAnHour(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(2)));
            assertNothingStarts();
            quiet.forgetRequests();
            pollAnHour(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(4)));
            assertEquals(
                    "[HEAD /v2/poll/java/manifests/17 200]", quiet.requests().toString());
            TriggerFixture.push(quiet, "poll/java:17", "two");
            assertNothingStarts();
            pollAnHour(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(6)));
            built(job, 2);
            assertEquals(List.of("poll"), entered.take());

            WebhookActivity.get().add(List.of(quiet.host()), Instant.now().plus(Duration.ofHours(7)));
            quiet.forgetRequests();
            pollAnHour(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(8)));
            assertEquals(List.of(), quiet.requests());
            pollAnHour(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(40)));
            assertEquals(1, quiet.requests().size());
            BaseChangeConfiguration.get().setPolling(PollingMode.never);
            pollAnHour(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(80)));
            assertEquals(1, quiet.requests().size());
            job.delete();
        }
    }

    @Test
    public void pipelineCanSetTheTrigger() throws Exception {
        WorkflowJob scripted = JENKINS.createProject(WorkflowJob.class);
        scripted.setDefinition(new CpsFlowDefinition("properties([pipelineTriggers([baseImageChanged()])])", true));
        JENKINS.buildAndAssertSuccess(scripted);
        assertTrue(BaseImageChangedTrigger.isOn(scripted));
        WorkflowJob declarative = JENKINS.createProject(WorkflowJob.class);
        declarative.setDefinition(new CpsFlowDefinition(
                "pipeline { agent any\n"
                        + " triggers { baseImageChanged() }\n"
                        + " stages { stage('a') { steps { echo 'a' } } } }",
                true));
        JENKINS.buildAndAssertSuccess(declarative);
        assertTrue(BaseImageChangedTrigger.isOn(declarative));
        WorkflowRun again = JENKINS.buildAndAssertSuccess(declarative);
        assertTrue(BaseImageChangedTrigger.isOn(again.getParent()));
        entered.take();
    }

    @Test
    public void formKeepsTheTrigger() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.addTrigger(new BaseImageChangedTrigger());
        JENKINS.configRoundtrip(job);
        assertTrue(BaseImageChangedTrigger.isOn(job));
        assertThat(Trigger.for_(JENKINS.createFreeStyleProject()), not(hasItem(descriptor())));
        assertThat(Trigger.for_(job), hasItem(descriptor()));
    }

    private static TriggerDescriptor descriptor() {
        return (TriggerDescriptor) JENKINS.jenkins.getDescriptorOrDie(BaseImageChangedTrigger.class);
    }
}
