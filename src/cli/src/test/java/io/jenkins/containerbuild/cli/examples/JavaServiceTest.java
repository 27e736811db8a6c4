package io.jenkins.containerbuild.cli.examples;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.cli.Main;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Machine;
import io.jenkins.containerbuild.testing.RunningContainer;
import io.jenkins.containerbuild.testing.Skopeo;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The README's first command, on a copy of its example: a base made by this machine, a service on it, an OCI layout.
 */
public class JavaServiceTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path service;
    private Path layout;

    @Before
    public void buildTheExample() throws Exception {
        Machine.requireProgram("ldd");
        service = folder.getRoot().toPath().resolve("java-service");
        Command.of("cp", "-r", "../examples/java-service", service.toString()).output();
        Command.deleteFolder(service.resolve("target"));
        String base = Command.of(service.resolve("prepare").toString())
                .with("CONTAINER_BUILD", commandLine().toString())
                .output()
                .trim();
        layout = folder.getRoot().toPath().resolve("links.tar");
        int status = Main.run(
                "build",
                "--build-context",
                "base=oci-layout://" + base,
                "-o",
                "type=oci,dest=" + layout,
                "--cache-dir",
                folder.getRoot().toPath().resolve("cache").toString(),
                service.toString());
        assertEquals(0, status);
    }

    /**
     * The launcher would package the very modules that are being tested, so this process's classes are used instead.
     */
    private Path commandLine() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = folder.getRoot().toPath().resolve("container-build");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '" + java + "' -cp '" + System.getProperty("java.class.path") + "' "
                        + Main.class.getName() + " \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));
        return script;
    }

    @Test
    public void theLayoutIsAnImageThatOthersRead() {
        Machine.requireProgram("skopeo");
        String config = Skopeo.config("oci-archive:" + layout);
        assertTrue(config, config.contains("/srv/links.jar"));
        assertTrue(config, config.contains("PATH=/opt/java/bin"));
    }

    @Test
    public void anEngineRunsItAsItsUser() {
        DockerEngine engine = DockerEngine.v26().require();
        try (LocalRegistry registry = new LocalRegistry().open()) {
            Skopeo.push("oci-archive:" + layout, registry, "links:1");
            String image = registry.reference("links:1");
            engine.pull(image);
            try (RunningContainer container = engine.start(image)) {
                HttpResponse<String> home = container.get("/home");
                assertEquals(302, home.statusCode());
                assertEquals(
                        "https://www.jenkins.io/",
                        home.headers().firstValue("Location").orElseThrow());
                String link =
                        container.post("/", "https://example.org/a").body().trim();
                assertEquals(
                        "https://example.org/a",
                        container.get(link).headers().firstValue("Location").orElseThrow());
                assertEquals(400, container.post("/", "file:///etc/passwd").statusCode());
            } finally {
                engine.remove(image);
            }
        }
    }
}
