package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.context.IgnoreFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which file is the Dockerfile, as {@code docker buildx build} decides it. */
public class DockerfileNameTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path context;

    private String found(String given) {
        Path file = BuildRequest.dockerfileOf(context, given.isEmpty() ? null : context.resolve(given));
        return context.relativize(file).toString();
    }

    private void write(String name) throws IOException {
        Files.createDirectories(context.resolve(name).getParent());
        Files.writeString(context.resolve(name), "FROM scratch\n");
    }

    @Test
    public void lowerCaseNameIsTakenIfThereIsNoOther() throws IOException {
        context = folder.getRoot().toPath();
        assertEquals("Dockerfile", found(""));
        write("dockerfile");
        write("sub/dockerfile");
        assertEquals("dockerfile", found(""));
        assertEquals("dockerfile", found("Dockerfile"));
        assertEquals("sub/dockerfile", found("sub/Dockerfile"));
        assertEquals("App.Dockerfile", found("App.Dockerfile"));
        assertEquals("sub/DOCKERFILE", found("sub/DOCKERFILE"));

        write("Dockerfile");
        write("sub/Dockerfile");
        assertEquals("Dockerfile", found(""));
        assertEquals("sub/Dockerfile", found("sub/Dockerfile"));
        assertEquals("dockerfile", found("dockerfile"));
    }

    /** Docker refuses to follow it, so the other name must not hide that. */
    @Test
    public void danglingLinkIsTaken() throws IOException {
        context = folder.getRoot().toPath();
        write("dockerfile");
        Files.createSymbolicLink(context.resolve("Dockerfile"), Path.of("nowhere"));
        assertEquals("Dockerfile", found(""));
    }

    @Test
    public void ignoreFileHasTheNameInLowerCaseToo() throws IOException {
        context = folder.getRoot().toPath();
        write("dockerfile");
        Files.writeString(context.resolve("Dockerfile.dockerignore"), "a");
        Files.writeString(context.resolve("dockerfile.dockerignore"), "b");
        assertEquals(
                "dockerfile.dockerignore",
                IgnoreFile.find(context, BuildRequest.dockerfileOf(context, null))
                        .name());
    }
}
