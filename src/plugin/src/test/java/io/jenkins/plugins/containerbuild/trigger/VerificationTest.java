package io.jenkins.plugins.containerbuild.trigger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.BaseCheck;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import io.jenkins.plugins.containerbuild.catalogue.BaseUsage;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LoggerRule;

/** A check fails after a push: no job starts, the change is found later, and the log contains the failure once. */
public class VerificationTest {
    private static final List<String> ANY = List.of("HEAD", "GET");

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final LoggerRule log =
            new LoggerRule().record(BaseImages.class, Level.WARNING).capture(1000);

    private static TriggerFixture.Entered entered;
    private int hours;

    @Before
    public void begin() {
        BaseChangeConfiguration.get().setPolling(PollingMode.never);
        Verifier.get().retries().setTimer((delay, task) -> {});
        entered = entered == null ? TriggerFixture.Entered.listen() : entered;
    }

    /** Polls as time passes: failed checks are repeated even if polling is off. */
    private void pollAnHour() throws Exception {
        Instant from = Instant.now().plus(Duration.ofHours(++hours));
        for (int minute = 0; minute < 60; minute++) {
            Polling.poll(from.plus(minute, ChronoUnit.MINUTES));
        }
        TriggerFixture.await("idle", Verifier.get()::isIdle);
    }

    /**
     * @param methods of the requests for the manifest that fail; a HEAD that fails is followed by a GET
     * @param fault of these requests
     */
    private void assertFault(String name, List<String> methods, Consumer<FaultyProxy.Rule> fault, String message)
            throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port())) {
            TriggerFixture.push(REGISTRY, name + "/java:17", "one");
            ImageReference base = ImageReference.parse(proxy.host() + "/" + name + "/java:17");
            WorkflowJob job = TriggerFixture.job(name, REGISTRY, base.toString());
            JENKINS.buildAndAssertSuccess(job);
            entered.take();
            TriggerFixture.push(REGISTRY, name + "/java:17", "two");
            List<FaultyProxy.Rule> rules = methods.stream()
                    .map(method -> proxy.on(method, "/manifests/").always())
                    .toList();
            rules.forEach(fault);
            Verifier.get().claimed(Set.of(base));
            TriggerFixture.await("idle", Verifier.get()::isIdle);
            assertEquals(name, List.of(), entered.take());
            pollAnHour();
            pollAnHour();
            assertEquals(name, List.of(), entered.take());
            List<String> told = log.getMessages().stream()
                    .filter(line -> line.contains(base.toString()))
                    .toList();
            assertEquals(name, 1, told.size());
            assertThat(told.get(0), containsString(message));

            rules.forEach(rule -> rule.times(0));
            Catalogue.Entry entry = BaseImages.entry(BaseUsage.get().of(job).get(0));
            TriggerFixture.await("the end of a pause", () -> {
                try {
                    pollAnHour();
                    return BaseImages.get().state(entry).failure().isEmpty();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            TriggerFixture.await("the job", () -> !entered.isEmpty());
            assertEquals(List.of(name), entered.take());
            JENKINS.waitUntilNoActivity();
            assertTrue(log.getMessages().stream().anyMatch(line -> line.contains("was checked successfully again")));
            job.delete();
        }
    }

    /**
     * One check per interval is enough, also if the registry fails; the catalogue, webhooks and polling share checks.
     */
    @Test
    public void baseCheckedInThisIntervalIsNotCheckedAgain() throws Exception {
        String base = TriggerFixture.push(REGISTRY, "shared/java:17", "one");
        WorkflowJob job = TriggerFixture.job("shared", REGISTRY, base);
        JENKINS.buildAndAssertSuccess(job);
        entered.take();
        TriggerFixture.push(REGISTRY, "shared/java:17", "two");
        job.setDisabled(true);
        BaseChangeConfiguration.get().setPolling(PollingMode.always);
        ContainerBuildConfiguration.get().setBaseCheckMinutes(1);
        Catalogue.Entry entry = BaseImages.entry(BaseUsage.get().of(job).get(0));
        for (boolean isUp : new boolean[] {true, false}) {
            if (!isUp) {
                REGISTRY.stop();
            }
            BaseImages.get().check(entry);
            Instant looked = BaseImages.get().state(entry).checked();
            assertEquals(isUp, BaseImages.get().state(entry).failure().isEmpty());
            Polling.poll(looked.plusSeconds(20));
            TriggerFixture.await("idle", Verifier.get()::isIdle);
            assertEquals("up: " + isUp, looked, BaseImages.get().state(entry).checked());
        }
        REGISTRY.start();
        Polling.poll(Instant.now().plusSeconds(60));
        TriggerFixture.await("idle", Verifier.get()::isIdle);
        assertEquals("", BaseImages.get().state(entry).failure());
        assertEquals("a job that is disabled", List.of(), entered.take());
        job.setDisabled(false);
        Polling.poll(BaseImages.get().state(entry).checked().plusSeconds(20));
        assertEquals("what is known is enough to start it", List.of("shared"), entered.take());
        JENKINS.waitUntilNoActivity();
        ContainerBuildConfiguration.get().setBaseCheckMinutes(60);
        job.delete();
    }

    @Test
    public void registryErrorsStartNothing() throws Exception {
        assertFault("unauthorised", ANY, rule -> rule.answer(401, ""), "401");
        assertFault("forbidden", ANY, rule -> rule.answer(403, ""), "403");
        assertFault("missing", ANY, rule -> rule.answer(404, ""), "does not exist");
        assertFault("hurried", ANY, rule -> rule.answer(429, "", "Retry-After: 3"), "429");
        assertFault("broken", ANY, rule -> rule.answer(500, ""), "500");
    }

    @Test
    public void damagedManifestStartsNothing() throws Exception {
        assertFault("cut", List.of("GET"), rule -> rule.cutResponseAfter(20), "cut");
        assertFault(
                "changed",
                List.of("GET"),
                rule -> rule.changeResponse(bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .replace("gzip", "gzap")
                        .getBytes(StandardCharsets.UTF_8)),
                "digest");
    }

    /** The saved digest is older than the digest that the job used; only a successful check can tell. */
    @Test
    public void failedCheckStartsNoJobThatUsedANewerDigest() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port())) {
            TriggerFixture.push(REGISTRY, "newer/java:17", "one");
            WorkflowJob job = TriggerFixture.job("newer", REGISTRY, proxy.host() + "/newer/java:17");
            JENKINS.buildAndAssertSuccess(job);
            Catalogue.Entry entry = BaseImages.entry(BaseUsage.get().of(job).get(0));
            BaseImages.get().check(entry);
            TriggerFixture.push(REGISTRY, "newer/java:17", "two");
            JENKINS.buildAndAssertSuccess(job);
            entered.take();
            ANY.forEach(method -> proxy.on(method, "/manifests/").always().answer(500, ""));
            Verifier.get().look(entry);
            TriggerFixture.await("idle", Verifier.get()::isIdle);
            assertThat(BaseImages.get().state(entry).failure(), containsString("500"));
            assertEquals(List.of(), entered.take());
            job.delete();
        }
    }

    /** Nobody polls here, so only retries can find the push. */
    @Test
    public void eventWhoseVerificationFailsIsVerifiedAgainAfterGrowingDelays() throws Exception {
        List<Duration> delays = new CopyOnWriteArrayList<>();
        BlockingQueue<Runnable> retries = new LinkedBlockingQueue<>();
        Verifier.get().retries().setTimer((delay, task) -> {
            delays.add(delay);
            retries.add(task);
        });
        try (FaultyProxy proxy = new FaultyProxy(REGISTRY.port())) {
            String name = "retried/java:17";
            TriggerFixture.push(REGISTRY, name, "one");
            ImageReference base = ImageReference.parse(proxy.host() + "/" + name);
            WorkflowJob job = TriggerFixture.job("retried", REGISTRY, base.toString());
            JENKINS.buildAndAssertSuccess(job);
            entered.take();
            TriggerFixture.push(REGISTRY, name, "two");
            List<FaultyProxy.Rule> rules = ANY.stream()
                    .map(method -> proxy.on(method, "/manifests/").always())
                    .toList();
            rules.forEach(rule -> rule.answer(500, ""));
            Verifier.get().claimed(Set.of(base));
            for (int i = 0; i < CheckRetries.DELAYS.size(); i++) {
                retries.take().run();
                TriggerFixture.await("idle", Verifier.get()::isIdle);
            }
            assertEquals("bounded", CheckRetries.DELAYS, delays);
            assertEquals(List.of(), entered.take());
            assertTrue(retries.isEmpty());

            // Another push is verified from the shortest delay on, and one good response ends it.
            Verifier.get().claimed(Set.of(base));
            Runnable retry = retries.take();
            TriggerFixture.await("idle", Verifier.get()::isIdle);
            rules.forEach(rule -> rule.times(0));
            retry.run();
            TriggerFixture.await("the job", () -> !entered.isEmpty());
            TriggerFixture.await("idle", Verifier.get()::isIdle);
            assertEquals(List.of("retried"), entered.take());
            assertEquals(CheckRetries.DELAYS.get(0), delays.get(delays.size() - 1));
            assertTrue(retries.isEmpty());
            JENKINS.waitUntilNoActivity();
            job.delete();
        }
    }

    @Test
    public void hangingRegistryDoesNotDelayOthers() throws Exception {
        try (FaultyProxy silent = new FaultyProxy(0)) {
            silent.on("HEAD", "/").always().hang();
            silent.on("GET", "/").always().hang();
            Catalogue.Entry hanging = Catalogue.Entry.of("hanging", silent.host() + "/base/java:17", "");
            Verifier.get().look(hanging);
            Catalogue.Entry unknown = Catalogue.Entry.of("unknown", "no-such-host.invalid/base/java:17", "");
            Verifier.get().look(unknown);
            String base = TriggerFixture.push(REGISTRY, "other/java:17", "one");
            Catalogue.Entry other = Catalogue.Entry.of("other", base, "");
            Verifier.get().look(other);
            TriggerFixture.await(
                    "the other", () -> BaseImages.get().state(other).checked() != null);
            assertEquals("", BaseImages.get().state(other).failure());
            assertEquals(BaseCheck.State.UNKNOWN, BaseImages.get().state(hanging));
            TriggerFixture.await(
                    "the unknown",
                    () -> !BaseImages.get().state(unknown).failure().isEmpty());
            assertThat(BaseImages.get().state(unknown).failure(), containsString("no-such-host.invalid"));
            TriggerFixture.await(
                    "the hanging",
                    () -> !BaseImages.get().state(hanging).failure().isEmpty());
            assertThat(BaseImages.get().state(hanging).failure(), containsString("no response within"));
            assertTrue(entered.isEmpty());
        }
    }
}
