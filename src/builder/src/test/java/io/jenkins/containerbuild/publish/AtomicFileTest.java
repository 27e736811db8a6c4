package io.jenkins.containerbuild.publish;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class AtomicFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void write(Path file, String text) throws IOException {
        try (AtomicFile anew = new AtomicFile(file)) {
            anew.out().write(text.getBytes(StandardCharsets.UTF_8));
            anew.commit();
        }
    }

    @Test
    public void fileThatReplacesAnotherKeepsItsPermissions() throws IOException {
        Path file = folder.newFile("report.json").toPath();
        for (String permissions : List.of("rw-------", "rw-r-----", "rw-rw-rw-", "r--------")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            write(file, permissions);
            assertEquals(permissions, Files.readString(file));
            assertEquals(permissions, permissions(file));
        }
    }

    @Test
    public void unfinishedFileIsAsPrivateAsTheOneThatItReplaces() throws IOException {
        Path file = folder.newFile("report.json").toPath();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (AtomicFile anew = new AtomicFile(file)) {
            for (String name : folder.getRoot().list()) {
                assertEquals("rw-------", permissions(folder.getRoot().toPath().resolve(name)));
            }
            assertEquals(2, folder.getRoot().list().length);
        }
        assertEquals(1, folder.getRoot().list().length);
    }

    @Test
    public void newFileHasThePermissionsThatTheUmaskLeaves() throws IOException {
        Path usual = Files.createFile(folder.getRoot().toPath().resolve("usual"));
        Path file = folder.getRoot().toPath().resolve("report.json");
        write(file, "{}");
        assertEquals(permissions(usual), permissions(file));
    }
}
