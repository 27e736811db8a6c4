package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class BasesCommandTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void afterwardsNoBuildReadsTheBase() throws IOException {
        Path context = folder.newFolder("context").toPath();
        String base = REGISTRY.reference("bases/base:1");
        String cache = folder.getRoot() + "/cache";
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY passwd /etc/passwd\n");
        Files.writeString(context.resolve("passwd"), "app:x:7:8::/:/bin/sh\n");
        String elsewhere = folder.getRoot() + "/elsewhere";
        Ran made = Ran.of("build", "--cache-dir", elsewhere, "-t", base, "--push", context.toString());
        assertEquals(made.err(), 0, made.status());

        REGISTRY.forgetRequests();
        Ran indexed = Ran.of("bases", "index", "--cache-dir", cache, base);
        assertEquals(indexed.err(), 0, indexed.status());
        assertEquals("", indexed.out());
        assertEquals("each layer is read once", 1, layersRead(base));

        REGISTRY.forgetRequests();
        Files.writeString(context.resolve("Dockerfile"), "FROM " + base + "\nCOPY --chown=app passwd /home/\n");
        String name = REGISTRY.reference("bases/app:1");
        Ran built = Ran.of("build", "--cache-dir", cache, "-t", name, "--push", context.toString());
        assertEquals(built.err(), 0, built.status());
        assertEquals(0, layersRead(base));
    }

    private static long layersRead(String base) {
        String layer = JsonObject.parse(Skopeo.manifest("docker://" + base).getBytes(StandardCharsets.UTF_8))
                .objects("layers")
                .get(0)
                .string("digest");
        return REGISTRY.requests().stream()
                .filter(request ->
                        request.method().equals("GET") && request.path().endsWith("/blobs/" + layer))
                .count();
    }

    @Test
    public void aBaseThatDoesNotExistIsTheInputsFault() {
        Ran ran = Ran.of(
                "bases", "index", "--cache-dir", folder.getRoot() + "/cache", REGISTRY.reference("bases/none:1"));
        assertEquals(1, ran.status());
        assertTrue(ran.err(), ran.err().contains(REGISTRY.reference("bases/none:1") + " does not exist"));
    }
}
