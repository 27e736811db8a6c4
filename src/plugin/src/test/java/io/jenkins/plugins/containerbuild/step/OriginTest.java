package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Origin of an image in its manifest's annotations. */
public class OriginTest {
    private static final String COMMIT = "0123456789".repeat(4);
    private static final String OTHER = "abcdef0123".repeat(4);
    private static final Origin UNSAID = new Origin("", "", "2026-01-02T03:04:05Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path workspace;
    private Path git;

    @Before
    public void checkOut() throws IOException {
        workspace = folder.newFolder("workspace").toPath();
        git = Files.createDirectories(workspace.resolve("app/.git/refs/heads"))
                .getParent()
                .getParent();
        Files.createDirectories(workspace.resolve("app/docker"));
        config("https://git.example/shop/app.git");
        Files.writeString(git.resolve("HEAD"), COMMIT + "\n");
    }

    private void config(String url) throws IOException {
        Files.writeString(
                git.resolve("config"),
                "[core]\n\turl = nothing\n[remote \"other\"]\n\turl = other\n[remote \"origin\"]\n\turl = " + url
                        + "\n");
    }

    private void assertOrigin(String source, String revision, Map<String, String> found) {
        assertEquals(source, found.getOrDefault("org.opencontainers.image.source", ""));
        assertEquals(revision, found.getOrDefault("org.opencontainers.image.revision", ""));
        assertEquals("2026-01-02T03:04:05Z", found.get("org.opencontainers.image.created"));
    }

    @Test
    public void originIsReadFromGitIfTheEnvironmentDoesNotContainIt() throws IOException {
        Path context = workspace.resolve("app/docker");
        assertOrigin("https://git.example/shop/app.git", COMMIT, UNSAID.annotations(context, workspace));
        assertOrigin(
                "https://x.example/y",
                OTHER,
                new Origin("https://x.example/y", OTHER, UNSAID.created()).annotations(context, workspace));
        assertOrigin("", "", UNSAID.annotations(workspace, workspace));
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        assertOrigin("https://git.example/shop/app.git", "", UNSAID.annotations(context, workspace));
        Files.writeString(git.resolve("packed-refs"), "# pack-refs\n" + OTHER + " refs/heads/main\n");
        assertOrigin("https://git.example/shop/app.git", OTHER, UNSAID.annotations(context, workspace));
        Files.writeString(git.resolve("refs/heads/main"), COMMIT + "\n");
        assertOrigin("https://git.example/shop/app.git", COMMIT, UNSAID.annotations(context, workspace));
    }

    @Test
    public void originContainsNoPasswordsAndNoFilesOutsideTheCheckout() throws IOException {
        String[][] addresses = {
            {"https://user:secret@git.example/app", "https://git.example/app"},
            {"https://user:secret@my_host/app", "https://my_host/app"},
            {"https://token@git.example:8443/app", "https://git.example:8443/app"},
            {"https://user:se/cret@git.example/app", ""},
            {"git@git.example:shop/app.git", "git@git.example:shop/app.git"},
            {"ssh://git@git.example/app", "ssh://git.example/app"},
            {"https://git.example/" + "a".repeat(500), ""},
        };
        for (String[] address : addresses) {
            config(address[0]);
            assertOrigin(address[1], COMMIT, UNSAID.annotations(workspace.resolve("app"), workspace));
        }
        Path secret = Files.writeString(folder.getRoot().toPath().resolve("secret"), OTHER);
        Files.delete(git.resolve("HEAD"));
        Files.createSymbolicLink(git.resolve("HEAD"), secret);
        assertOrigin("", "", UNSAID.annotations(workspace.resolve("app"), workspace));
        Files.delete(git.resolve("HEAD"));
        Files.writeString(git.resolve("HEAD"), "ref: refs/../../../../secret\n");
        assertOrigin("", "", UNSAID.annotations(workspace.resolve("app"), workspace));
    }
}
