package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Machine;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.containerbuild.testing.UnixRelay;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The command line as a process of its own, with an engine: what a small heap bears, and a user who may not use the
 * engine.
 */
public class EngineCommandTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DockerEngine engine = DockerEngine.v26();

    private Path context(String... dockerfile) throws IOException {
        Path context = folder.newFolder("context").toPath();
        Files.writeString(context.resolve("Dockerfile"), String.join("\n", dockerfile) + "\n");
        return context;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static List<String> java(String classPath, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-Xmx64m", "-cp", classPath, Main.class.getName()));
        words.addAll(List.of(arguments));
        return words;
    }

    private static Command command(List<String> words) {
        return Command.of(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
    }

    /** The classic builder passes on all of it; BuildKit clips what a command says to two megabytes. */
    @Test
    public void hundredMegabytesOfOutputGoThroughAHeapOf64() throws IOException {
        engine.require();
        Path context = context(
                "FROM " + TestImages.busybox(REGISTRY),
                "RUN echo " + System.nanoTime() + "; x=0123456789abcdef; x=$x$x$x$x; x=$x$x$x$x; x=$x$x$x$x; i=0;"
                        + " while [ $i -lt 100000 ]; do echo $x; i=$((i+1)); done; echo last; exit 3");
        Path all = failingBuild(context, "0");
        assertTrue("all of the output was shown", Files.size(all) > 100_000_000);
        String end = Command.of("tail", "-n", "3", all.toString()).output();
        assertTrue(end, end.endsWith("\n    last\n"));

        Path clipped = failingBuild(context, "1");
        String said = Files.readString(clipped);
        assertTrue(Long.toString(Files.size(clipped)), Files.size(clipped) < 10_000_000);
        assertTrue(said.contains("failed with exit code 3; its last output:"));
        assertTrue(said.substring(said.length() - 200), said.contains("[output clipped, log limit"));
    }

    private Path failingBuild(Path context, String buildKit) throws IOException {
        Path said = folder.newFile("said-" + buildKit).toPath();
        int exit = command(java(
                        classPath(),
                        "build",
                        "--cache-dir",
                        folder.getRoot() + "/cache",
                        "--progress=plain",
                        context.toString()))
                .with("DOCKER_HOST", engine.host())
                .with("DOCKER_BUILDKIT", buildKit)
                .appendTo(said)
                .run()
                .exit();
        assertEquals(1, exit);
        return said;
    }

    /** As root nothing is denied, so the command line runs as nobody, from copies that nobody may read. */
    @Test
    public void socketThatTheUserMayNotUse() throws IOException {
        engine.require();
        Machine.requireProgram("setpriv");
        Machine.require(System.getProperty("user.name").equals("root"), "the right of root to become nobody");
        folder.getRoot().setExecutable(true, false);
        folder.getRoot().setReadable(true, false);
        Path context = context("FROM scratch", "RUN true");
        Path socket = folder.getRoot().toPath().resolve("docker.sock");
        try (UnixRelay relay = UnixRelay.open(socket, engine.socket())) {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
            Path home = folder.newFolder("home").toPath();
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
            Path cache = home.resolve("cache"); // of nobody, who creates it
            List<String> words = new ArrayList<>(
                    List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"));
            words.addAll(java(readableClassPath(), "build", "--cache-dir", cache.toString(), context.toString()));
            Command.Result result = command(words)
                    .with("DOCKER_HOST", relay.host())
                    .with("HOME", home.toString())
                    .run();
            assertEquals(result.err(), 3, result.exit());
            assertTrue(
                    result.err(),
                    result.err()
                            .contains("Dockerfile:2: RUN at line 2 needs an engine: no container engine answers at "
                                    + relay.host() + ": permission denied; become a member of the group that "
                                    + socket + " belongs to (usermod -aG docker USER, then log in again), or"
                                    + " name an engine of your own with DOCKER_HOST"));
        }
    }

    private String readableClassPath() throws IOException {
        Path copies = folder.newFolder("classes").toPath();
        List<String> entries = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator)) {
            Path copy = copies.resolve(Integer.toString(entries.size()));
            if (Files.exists(Path.of(entry))) {
                Command.of("cp", "-r", entry, copy.toString()).output();
                entries.add(copy.toString());
            }
        }
        Command.of("chmod", "-R", "a+rX", folder.getRoot().toString() + "/classes", folder.getRoot() + "/context")
                .output();
        return String.join(File.pathSeparator, entries);
    }
}
