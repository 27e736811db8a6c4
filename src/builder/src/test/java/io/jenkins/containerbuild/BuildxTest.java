package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Builders of {@code docker buildx} with the driver {@code docker}, which are engines, and what may be missing of buildx. */
public class BuildxTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DockerEngine engine = DockerEngine.v26();
    private Path context;
    private Path cache;
    private String base;

    @Before
    public void prepare() throws IOException {
        engine.requireBuildx();
        context = folder.newFolder("context").toPath();
        cache = folder.newFolder("cache").toPath();
        base = TestImages.busybox(registry);
    }

    private void dockerfile(String... lines) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), String.join("\n", lines) + "\n");
    }

    private EngineRequests buildx() {
        return EngineRequests.byBuildx(engine, context, cache);
    }

    @Test
    public void imageIsThatOfTheDockerBuilder() throws IOException {
        Files.writeString(context.resolve("a"), "a" + System.nanoTime());
        dockerfile("FROM " + base + " AS first", "ARG X", "COPY a /a", "RUN echo $X > /x", "FROM first", "LABEL l=0");
        String ours = "localhost/buildx/ours:" + System.nanoTime();
        String theirs = "localhost/buildx/theirs:" + System.nanoTime();
        List<String> options = List.of("--build-arg", "X=one, \"two\"", "--label", "l=1", "--target", "first");
        EngineRequests.of(engine, context, cache).options(options).load(theirs).build();
        BuildReport report = buildx().options(options).load(ours).build();
        assertEquals(id(theirs), id(ours));
        assertEquals(id(ours), report.image().config().toString());
        assertEquals("buildx", report.builder().name());
        engine.remove(ours, theirs);
    }

    private String id(String name) {
        return engine.docker("image", "inspect", "--format", "{{.Id}}", name)
                .output()
                .strip();
    }

    @Test
    public void buildersThatAreNotThereAreNamed() throws IOException {
        dockerfile("FROM " + base, "RUN true");
        InputException unknown =
                assertThrows(InputException.class, () -> buildx().choose(BuilderChoice.parse("buildx:no-such-builder"))
                        .build());
        assertTrue(unknown.getMessage(), unknown.getMessage().contains("no builder \"no-such-builder\" found"));
        assertTrue(unknown.getMessage(), unknown.getMessage().contains("docker buildx create --name NAME"));

        ServiceException noDocker = assertThrows(
                ServiceException.class, () -> buildx().variable("PATH", "/none").build());
        assertTrue(noDocker.getMessage(), noDocker.getMessage().contains("the PATH has no docker"));

        ServiceException noEngine =
                assertThrows(ServiceException.class, () -> buildx().variable("DOCKER_HOST", "unix:///none.sock")
                        .build());
        assertTrue(noEngine.getMessage(), noEngine.getMessage().contains("unix:///none.sock"));
    }

    @Test
    public void buildxThatIsMissingOrTooOldIsNamed() throws IOException {
        dockerfile("FROM " + base, "RUN true");
        Map<String, String> cases = Map.of(
                "echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1",
                "docker has no buildx with dial-stdio (docker: 'buildx' is not a docker command.); install",
                "echo 'ERROR: it is broken' >&2; exit 1",
                "the current builder of docker buildx is not available: it is broken",
                "exit 7",
                "docker has no buildx with dial-stdio ()",
                "[ $2 = inspect ] && echo Driver: remote && exit 0; echo 'unknown command: docker buildx dial-stdio' >&2;"
                        + " exit 1",
                "docker has no buildx with dial-stdio (unknown command: docker buildx dial-stdio); install docker-buildx"
                        + " or docker-buildx-plugin 0.13 or newer");
        for (Map.Entry<String, String> one : cases.entrySet()) {
            Path bin = folder.newFolder().toPath();
            Files.writeString(bin.resolve("docker"), "#!/bin/sh\n" + one.getKey() + "\n");
            Files.setPosixFilePermissions(bin.resolve("docker"), PosixFilePermissions.fromString("rwx------"));
            ServiceException fault =
                    assertThrows(ServiceException.class, () -> buildx().variable("PATH", bin + ":/usr/bin:/bin")
                            .build());
            assertTrue(fault.getMessage(), fault.getMessage().contains(one.getValue()));
        }
    }
}
