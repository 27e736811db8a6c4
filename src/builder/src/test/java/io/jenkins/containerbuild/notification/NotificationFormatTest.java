package io.jenkins.containerbuild.notification;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.Test;

/** Bodies in the shapes that the registries' documentation gives, and what a real docker-registry sends. */
public class NotificationFormatTest {
    static final String DISTRIBUTION = """
            {"events": [
              {"id": "1", "timestamp": "2026-11-25T12:00:00Z", "action": "push",
               "target": {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:%1$s", "size": 708,
                          "repository": "base/java", "tag": "17",
                          "url": "http://inside:5000/v2/base/java/manifests/sha256:%1$s"},
               "request": {"id": "2", "addr": "10.0.0.7:41", "host": "registry.example:5000", "method": "PUT"},
               "actor": {"name": "robot"}, "source": {"addr": "inside:5000"}},
              {"action": "push", "target": {"mediaType": "application/octet-stream", "repository": "base/java"},
               "request": {"host": "registry.example:5000"}},
              {"action": "pull", "target": {"repository": "base/node", "tag": "22"},
               "request": {"host": "registry.example:5000"}}]}
            """.formatted("0123456789abcdef".repeat(4));
    static final String ECR = """
            {"version": "0", "id": "1", "detail-type": "ECR Image Action", "source": "aws.ecr",
             "account": "123456789012", "time": "2026-11-25T12:00:00Z", "region": "eu-central-1", "resources": [],
             "detail": {"result": "SUCCESS", "repository-name": "base/java", "action-type": "PUSH",
                        "image-digest": "sha256:%s", "image-tag": "17"}}
            """.formatted("0123456789abcdef".repeat(4));
    static final String DOCKER_HUB = """
            {"callback_url": "https://registry.hub.docker.com/u/team/java/hook/1/",
             "push_data": {"pushed_at": 1764072000, "pusher": "robot", "tag": "17"},
             "repository": {"name": "java", "namespace": "team", "repo_name": "team/java", "status": "Active"}}
            """;
    static final String HARBOR = """
            {"type": "PUSH_ARTIFACT", "occur_at": 1764072000, "operator": "robot",
             "event_data": {
               "resources": [{"digest": "sha256:%1$s", "tag": "17", "resource_url": "harbor.example/base/team/java:17"}],
               "repository": {"name": "team/java", "namespace": "base", "repo_full_name": "base/team/java"}}}
            """.formatted("0123456789abcdef".repeat(4));
    static final String HARBOR_CLOUD_EVENT = """
            {"specversion": "1.0", "id": "1", "source": "/projects/2/webhook/policies/15",
             "type": "harbor.artifact.pushed", "datacontenttype": "application/json", "time": "2026-11-25T12:00:00Z",
             "data": {
               "resources": [{"digest": "sha256:%1$s", "tag": "17", "resource_url": "https://harbor.example/base/java:17"}],
               "repository": {"name": "java", "namespace": "base", "repo_full_name": "base/java"}}}
            """.formatted("0123456789abcdef".repeat(4));

    /** @param pushed and scopes, separated by spaces */
    private static void assertRead(NotificationFormat format, String body, String pushed, String scopes) {
        Notification read = format.read(body.getBytes(StandardCharsets.UTF_8));
        assertEquals(
                body,
                words(pushed),
                read.pushed().stream().map(ImageReference::toString).collect(Collectors.toSet()));
        assertEquals(body, words(scopes), read.scopes());
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    @Test
    public void pushesAreRead() {
        assertRead(
                NotificationFormat.DISTRIBUTION,
                DISTRIBUTION,
                "registry.example:5000/base/java:17",
                "registry.example:5000");
        String ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
        assertRead(NotificationFormat.ECR, ECR, ecr + "/base/java:17", ecr);
        String china = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn";
        assertRead(NotificationFormat.ECR, ECR.replace("eu-central-1", "cn-north-1"), china + "/base/java:17", china);
        assertRead(NotificationFormat.DOCKER_HUB, DOCKER_HUB, "docker.io/team/java:17", "docker.io/team/java");
        assertRead(NotificationFormat.HARBOR, HARBOR, "harbor.example/base/team/java:17", "harbor.example/base");
        assertRead(NotificationFormat.HARBOR, HARBOR_CLOUD_EVENT, "harbor.example/base/java:17", "harbor.example/base");
    }

    @Test
    public void otherEventsOnlyShowThatTheWebhookWorks() {
        String registry = "registry.example:5000";
        assertRead(NotificationFormat.DISTRIBUTION, DISTRIBUTION.replace("push", "delete"), "", registry);
        assertRead(
                NotificationFormat.DISTRIBUTION,
                DISTRIBUTION.replace("\"tag\": \"17\"", "\"tag\": \"\""),
                "",
                registry);
        String ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
        assertRead(NotificationFormat.ECR, ECR.replace("PUSH", "DELETE"), "", ecr);
        assertRead(NotificationFormat.ECR, ECR.replace("SUCCESS", "FAILURE"), "", ecr);
        assertRead(NotificationFormat.ECR, ECR.replace("ECR Image Action", "ECR Image Scan"), "", ecr);
        assertRead(
                NotificationFormat.HARBOR, HARBOR.replace("PUSH_ARTIFACT", "PULL_ARTIFACT"), "", "harbor.example/base");
        String byDigest = HARBOR.replace("\"tag\": \"17\"", "\"tag\": \"sha256:" + "0".repeat(64) + "\"");
        assertRead(NotificationFormat.HARBOR, byDigest, "", "harbor.example/base");
    }

    @Test
    public void invalidNamesAreSkipped() {
        for (String host : List.of("", "registry", "UPPER CASE", "a/b", "registry.example/evil@", "http://x")) {
            assertRead(
                    NotificationFormat.DISTRIBUTION,
                    DISTRIBUTION.replace("registry.example:5000", host).replace("inside:5000", "inside"),
                    "",
                    "");
        }
        for (String repository : List.of("", "Base/Java", "../x", "a b", "base/java@sha256:1", "base/java:1")) {
            assertRead(
                    NotificationFormat.DISTRIBUTION,
                    DISTRIBUTION.replace("base/java", repository),
                    "",
                    "registry.example:5000");
        }
        assertRead(NotificationFormat.ECR, ECR.replace("aws.ecr", "aws.s3"), "", "");
        assertRead(NotificationFormat.DOCKER_HUB, DOCKER_HUB.replace("team/java", ""), "", "");
        for (NotificationFormat format : NotificationFormat.values()) {
            assertRead(format, "{}", "", "");
        }
    }

    @Test
    public void configuredRegistryReplacesTheNameInTheEvent() {
        Notification read = NotificationFormat.HARBOR
                .read(HARBOR.getBytes(StandardCharsets.UTF_8))
                .from("registry.example");
        assertEquals(Set.of(ImageReference.parse("registry.example/base/team/java:17")), read.pushed());
        assertEquals(Set.of("registry.example/base"), read.scopes());
    }

    @Test
    public void otherJsonIsRefused() {
        for (String body : List.of("", "[]", "{", "\"push\"", "null", "{\"events\": {}}", "{\"events\": [1]}")) {
            assertThrows(
                    body,
                    IllegalArgumentException.class,
                    () -> NotificationFormat.DISTRIBUTION.read(body.getBytes(StandardCharsets.UTF_8)));
        }
        String deep = "{\"events\":" + "[".repeat(100_000);
        for (NotificationFormat format : NotificationFormat.values()) {
            assertThrows(IllegalArgumentException.class, () -> format.read(deep.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    public void aRealRegistryIsUnderstood() throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        try (LocalRegistry registry =
                new LocalRegistry().withNotifications(url, "t0ken").open()) {
            new ImageFixture().file("a", 0644, 0, 0, "a").layer().push(registry, "base/a:1");
            ImageReference wanted = ImageReference.parse(registry.reference("base/a:1"));
            boolean found = false;
            for (String body = ""; !found && body != null; body = bodies.poll(10, TimeUnit.SECONDS)) {
                if (!body.isEmpty()) {
                    Notification read = NotificationFormat.DISTRIBUTION.read(body.getBytes(StandardCharsets.UTF_8));
                    assertEquals(body, Set.of(registry.host()), read.scopes());
                    found = read.pushed().contains(wanted);
                }
            }
            assertTrue("no push of " + wanted, found);
            assertEquals("Bearer t0ken", tokens.take());
        } finally {
            server.stop(0);
        }
    }
}
