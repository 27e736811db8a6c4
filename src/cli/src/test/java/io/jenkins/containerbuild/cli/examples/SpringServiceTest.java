package io.jenkins.containerbuild.cli.examples;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.cli.Main;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.LocalRegistry.Request;
import io.jenkins.containerbuild.testing.RunningContainer;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A Spring Boot service on a Debian base: built without a daemon, pushed, and run by real engines. */
public class SpringServiceTest {
    private static final Path SERVICE =
            Path.of("../examples/spring-service").toAbsolutePath().normalize();
    private static final Pattern LAYER = Pattern.compile("\"digest\":\\s*\"(sha256:[a-f0-9]{64})\"");

    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private String base;
    private String image;

    @BeforeClass
    public static void packageTheService() {
        DockerEngine.v26().require();
        if (!Files.exists(SERVICE.resolve("target/stock.jar"))) {
            Command.of(
                            "../../mvnw",
                            "-q",
                            "-B",
                            "-ntp",
                            "-f",
                            SERVICE.resolve("pom.xml").toString(),
                            "package")
                    .output();
        }
    }

    @Before
    public void pushBase() {
        base = TestImages.java(registry);
        image = registry.reference("team/stock:1");
    }

    @Test
    public void enginesRunWhatWasPushed() throws Exception {
        assertEquals(0, build("one"));
        for (DockerEngine engine :
                List.of(DockerEngine.v20().require(), DockerEngine.v26().require())) {
            engine.pull(image);
            try (RunningContainer container = engine.start(image)) {
                assertEquals(
                        engine.toString(),
                        "{\"apples\":12,\"pears\":7}",
                        container.get("/items").body());
            } finally {
                engine.remove(image);
            }
        }
    }

    @Test
    public void baseLayersAreReadOnceByTheFirstAgentAndNeverByTheNext() throws Exception {
        List<String> layers = baseLayers();
        assertEquals(2, layers.size());
        registry.forgetRequests();
        assertEquals(0, build("first agent"));
        for (String layer : layers) {
            assertTrue(layer + " is read at most once: " + registry.requests(), reads(layer) <= 1);
        }
        registry.forgetRequests();
        assertEquals(0, build("second agent"));
        for (String layer : layers) {
            assertEquals(layer + " is not read again: " + registry.requests(), 0, reads(layer));
        }
    }

    private int build(String cache) throws Exception {
        return Main.run(
                "build",
                "--builder",
                "embedded",
                "--build-arg",
                "BASE=" + base,
                "--cache-dir",
                folder.getRoot().toPath().resolve(cache).toString(),
                "--push",
                "-t",
                image,
                SERVICE.toString());
    }

    private List<String> baseLayers() {
        String manifest = Skopeo.manifest("docker://" + base);
        Matcher matcher = LAYER.matcher(manifest.substring(manifest.indexOf("\"layers\"")));
        List<String> layers = new ArrayList<>();
        while (matcher.find()) {
            layers.add(matcher.group(1));
        }
        return Collections.unmodifiableList(layers);
    }

    private long reads(String layer) {
        return registry.requests().stream()
                .filter(request -> request.method().equals("GET"))
                .map(Request::path)
                .filter(path -> path.endsWith("/blobs/" + layer))
                .count();
    }
}
