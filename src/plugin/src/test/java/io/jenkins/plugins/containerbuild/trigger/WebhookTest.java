package io.jenkins.plugins.containerbuild.trigger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import hudson.ExtensionList;
import hudson.model.Queue;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.After;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LoggerRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Requests of untrusted callers to the webhook, in a Jenkins that refuses anonymous access. */
public class WebhookTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String TOKEN = "right-token-0123456789";
    private static WorkflowJob job;
    private static TriggerFixture.Entered entered;

    @Rule
    public final LoggerRule log =
            new LoggerRule().record(WebhookAction.class, Level.WARNING).capture(10_000);

    @BeforeClass
    public static void begin() throws Exception {
        TriggerFixture.addSecret("token", TOKEN);
        TriggerFixture.addSecret("empty", "");
        BaseChangeConfiguration.get()
                .setWebhooks(List.of(
                        new WebhookSource("local", WebhookFormat.distribution, "token"),
                        new WebhookSource("hub", WebhookFormat.dockerHub, "token"),
                        new WebhookSource("ecr", WebhookFormat.ecr, "token"),
                        new WebhookSource("open", WebhookFormat.distribution, "empty"),
                        new WebhookSource("lost", WebhookFormat.distribution, "no-such-credentials")));
        String base = TriggerFixture.push(REGISTRY, "base/java:17", "one");
        job = TriggerFixture.job("job", REGISTRY, base);
        JENKINS.buildAndAssertSuccess(job);
        JENKINS.jenkins.setSecurityRealm(JENKINS.createDummySecurityRealm());
        JENKINS.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        entered = TriggerFixture.Entered.listen();
    }

    private final AtomicLong nanoTime = new AtomicLong();

    /** Stops the clock of the rate limits; tests advance it. */
    @Before
    public void forget() {
        ExtensionList.lookupSingleton(WebhookAction.class).reset(nanoTime::get);
        WebhookActivity.get().clear();
        REGISTRY.forgetRequests();
        entered.take();
    }

    @After
    public void removeBases() {
        ContainerBuildConfiguration.get().setBases(List.of());
    }

    private static String push(String host, String repository) {
        return "{\"events\":[{\"action\":\"push\",\"target\":{\"repository\":\"" + repository
                + "\",\"tag\":\"17\"},\"request\":{\"host\":\"" + host + "\"}}]}";
    }

    private static HttpRequest.Builder request(String path, String body) throws Exception {
        return HttpRequest.newBuilder(new URI(JENKINS.getURL() + "container-build-webhook" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    /** Returns the status; checks that the response has no body and nothing that distinguishes refusals. */
    private static int status(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals("", response.body());
        return response.statusCode();
    }

    private static HttpRequest.Builder trusted(String path, String body) throws Exception {
        return request(path, body).header("Authorization", "Bearer " + TOKEN);
    }

    private static void assertNobodyWasAsked() throws Exception {
        TriggerFixture.await("idle", Verifier.get()::isIdle);
        assertEquals(List.of(), REGISTRY.requests());
        assertTrue(entered.isEmpty());
        assertEquals(0, Queue.getInstance().getItems().length);
    }

    @Test
    public void requestsWithoutTheSecretAreRefused() throws Exception {
        String event = push(REGISTRY.host(), "base/java");
        for (String path :
                List.of("/", "/local", "/hub", "/nobody", "/local/" + TOKEN, "/hub/wrong", "/local/..%2fhub")) {
            assertEquals(path, 403, status(request(path, event)));
        }
        Map<String, String> headers = new TreeMap<>();
        headers.put("", "");
        headers.put("wrong", "wrong");
        headers.put("prefix", TOKEN.substring(1));
        headers.put("longer", TOKEN + "x");
        headers.put("Bearer", "Bearer ");
        for (String token : headers.values()) {
            assertEquals(403, status(request("/local", event).header("Authorization", token)));
            assertEquals(403, status(request("/local", event).header("X-Container-Build-Token", token)));
        }
        for (String closed : List.of("/open", "/lost")) {
            assertEquals(403, status(request(closed, event).header("Authorization", "Bearer ")));
            assertEquals(403, status(trusted(closed, event)));
        }
        for (String verb : List.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS")) {
            assertEquals(verb, 405, status(trusted("/local", event).method(verb, HttpRequest.BodyPublishers.noBody())));
        }
        assertNobodyWasAsked();
        assertFalse(WebhookActivity.get().covers(REGISTRY.reference("base/java:17"), Instant.now()));
        assertThat(log.getMessages().size(), lessThan(20));
        assertThat(log.getMessages().toString(), not(containsString(TOKEN)));
    }

    @Test
    public void secretIsAcceptedInEachSupportedPlace() throws Exception {
        String event = push("elsewhere.example", "base/java");
        assertEquals(202, status(trusted("/local", event)));
        assertEquals(202, status(request("/local", event).header("Authorization", TOKEN)));
        assertEquals(202, status(request("/local", event).header("X-Container-Build-Token", TOKEN)));
        assertEquals(202, status(request("/hub/" + TOKEN, "{}")));
        assertEquals(202, status(trusted("/ecr", "{}")));
        assertNobodyWasAsked();
        assertEquals(
                403,
                status(
                        HttpRequest.newBuilder(new URI(JENKINS.getURL() + "createItem?name=x"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .header("Authorization", "Bearer " + TOKEN)
                                .method("POST", HttpRequest.BodyPublishers.noBody()),
                        "any body"));
    }

    private static int status(HttpRequest.Builder request, String ignored) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    public void tooLargeAndInvalidEventsAreRefused() throws Exception {
        byte[] large = new byte[10 << 20];
        assertEquals(413, raw("POST", TOKEN, large.length, large));
        assertEquals(403, raw("POST", "wrong", large.length, large));
        assertEquals(413, raw("POST", TOKEN, -1, large));
        String almost = " ".repeat(WebhookAction.MAX_BODY_BYTES - 2) + "{}";
        assertEquals(202, status(trusted("/local", almost)));
        assertEquals(413, status(trusted("/local", almost + " ")));
        for (String body : List.of(
                "",
                "null",
                "[]",
                "{\"events\":[",
                "{\"events\":7}",
                "{\"events\":" + "[".repeat(200_000),
                "{\"a\":".repeat(40_000),
                "\u0000\u0001")) {
            assertEquals(400, status(trusted("/local", body)));
        }
        assertNobodyWasAsked();
        assertThat(log.getMessages().size(), lessThan(20));
    }

    /**
     * Sends as much as the server accepts; the response may arrive earlier.
     *
     * @param length content length, or -1 for chunks
     */
    private static int raw(String method, String token, int length, byte[] body) throws IOException {
        try (Socket socket =
                new Socket(JENKINS.getURL().getHost(), JENKINS.getURL().getPort())) {
            OutputStream out = socket.getOutputStream();
            String framing = length < 0 ? "Transfer-Encoding: chunked" : "Content-Length: " + length;
            out.write(
                    (method + " " + JENKINS.getURL().getPath() + "container-build-webhook/local HTTP/1.1\r\nHost: a\r\n"
                                    + framing + "\r\nConnection: close\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            try {
                for (int at = 0; at < body.length; at += 1 << 20) {
                    out.write(length < 0 ? "100000\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
                    out.write(body, at, 1 << 20);
                    out.write(length < 0 ? "\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0]);
                }
            } catch (IOException e) {
                // It does not listen any more.
            }
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            try {
                for (int next = in.read(); next >= 0 && head.size() < 12; next = in.read()) {
                    head.write(next);
                }
            } catch (IOException e) {
                throw new AssertionError("no answer, but " + e, e);
            }
            return Integer.parseInt(head.toString(StandardCharsets.US_ASCII).substring(9, 12));
        }
    }

    @Test
    public void forgedEventCausesAtMostOneHeadRequest() throws Exception {
        for (String repository : List.of("base/unknown", "../etc", "base/java@x", "Base/Java")) {
            assertEquals(202, status(trusted("/local", push(REGISTRY.host(), repository))));
        }
        assertEquals(202, status(trusted("/local", push("127.0.0.1:1", "base/java"))));
        assertNobodyWasAsked();
        assertEquals(202, status(trusted("/local", push(REGISTRY.host(), "base/java"))));
        TriggerFixture.await("idle", Verifier.get()::isIdle);
        TriggerFixture.await(
                "the HEAD", () -> REGISTRY.requests().toString().contains("HEAD /v2/base/java/manifests/17 200"));
        assertTrue(entered.isEmpty());
        BaseImageEntry entry = new BaseImageEntry("java-17", REGISTRY.reference("base/java:17"));
        ContainerBuildConfiguration.get().setBases(List.of(entry));
        REGISTRY.forgetRequests();
        assertEquals(202, status(trusted("/local", push(REGISTRY.host(), "base/java"))));
        TriggerFixture.await("idle", Verifier.get()::isIdle);
        assertEquals(1, REGISTRY.requests().size());
        assertEquals(
                "",
                BaseImages.get()
                        .state(ContainerBuildConfiguration.get()
                                .baseline()
                                .catalogue()
                                .entry("java-17"))
                        .failure());
    }

    @Test
    public void floodOfEventsIsLimited() throws Exception {
        assertEquals(Map.of(202, 500, 429, 500), flood(1000, 500));
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals("100 a second", Map.of(202, 100, 429, 50), flood(150, 250_000));
        TriggerFixture.await("idle", Verifier.get()::isIdle);
        assertThat("of 300 events that name the base", REGISTRY.requests().size(), lessThan(150));
        assertTrue(entered.isEmpty());
        assertEquals(1, job.getLastBuild().getNumber());
    }

    /**
     * Sends events as fast as possible, half of them for a base image of a job; returns the number of responses by
     * status.
     */
    private static Map<Integer, Integer> flood(int events, int bytes) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(40);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String event = push(REGISTRY.host(), i % 2 == 0 ? "base/java" : "base/number-" + i);
            answers.add(senders.submit(() -> status(trusted("/local", event + " ".repeat(bytes - event.length())))));
        }
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (Future<Integer> answer : answers) {
            statuses.merge(answer.get(), 1, Integer::sum);
        }
        senders.shutdown();
        return statuses;
    }
}
