package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.testing.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Ctrl-C in a process of its own, while a registry does not answer. */
public class InterruptionTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void sigintEndsABuildAndLeavesNothing() throws Exception {
        Path context = folder.newFolder("context").toPath();
        Path out = folder.newFolder("out").toPath();
        Path log = folder.getRoot().toPath().resolve("log");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    context.resolve("Dockerfile"), "FROM 127.0.0.1:" + silent.getLocalPort() + "/base:1\nCOPY . /\n");
            Process process = start(context, out, log);
            try (Socket asked = silent.accept()) {
                Command.of("sh", "-c", "kill -INT " + process.pid()).output();
                assertTrue("it ends in time", process.waitFor(10, TimeUnit.SECONDS));
            } finally {
                process.destroyForcibly();
            }
            assertEquals(Files.readString(log), 130, process.exitValue());
            assertTrue(Files.readString(log), Files.readString(log).contains("cancelled"));
        }
        try (Stream<Path> left = Files.list(out)) {
            assertEquals(0, left.count());
        }
    }

    /**
     * Under a shell's {@code &}, as Jenkins runs its steps, SIGINT is ignored, and so it would be by what this test
     * starts.
     */
    private Process start(Path context, Path out, Path log) throws IOException {
        return Command.of(
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "build",
                        "--cache-dir",
                        folder.getRoot() + "/cache",
                        "-o",
                        "type=oci,dest=" + out.resolve("a.tar"),
                        context.toString())
                .appendTo(log)
                .start();
    }
}
