package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Builds that share a cache with others, and with builds that were killed. */
public class SharedCacheTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private Path context;
    private String digest;

    /** 48 MB, so that there is a middle to be killed in; what a build alone makes of it is the truth. */
    @Before
    public void makeAContext() throws IOException {
        root = folder.getRoot().toPath();
        context = folder.newFolder("context").toPath();
        Random random = new Random(48);
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < 48; i++) {
            random.nextBytes(bytes);
            Files.write(context.resolve("part" + i), bytes);
        }
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY part* /data/\n");
        digest = finished(start("alone", "alone"), "alone");
    }

    @Test
    public void aBuildThatWasKilledLeavesNothingThatTheNextOneBelieves() throws Exception {
        for (int millis : new int[] {150, 300, 450, 600, 900}) {
            Process process = start("killed", "killed");
            if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            assertEquals("killed after " + millis + " ms", digest, finished(start("killed", "after"), "after"));
        }
    }

    @Test
    public void severalAtOnceGetTheSameImage() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(start("shared", "at-once" + i));
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(digest, finished(processes.get(i), "at-once" + i));
        }
    }

    private Process start(String cache, String output) {
        return Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "build",
                        "--cache-dir",
                        root.resolve("cache-" + cache).toString(),
                        "--metadata-file",
                        root.resolve(output + ".json").toString(),
                        "-o",
                        "type=oci,dest=" + root.resolve(output + ".tar"),
                        context.toString())
                .with("SOURCE_DATE_EPOCH", "1700000000")
                .appendTo(root.resolve(output + ".log"))
                .start();
    }

    /** The image's digest, which says that all of it is right, since times are clamped. */
    private String finished(Process process, String output) throws IOException {
        try {
            assertEquals(Files.readString(root.resolve(output + ".log")), 0, process.waitFor());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException(e);
        }
        assertFalse("no half-written output", Files.exists(root.resolve(output + ".tar.part")));
        return JsonObject.parse(Files.readAllBytes(root.resolve(output + ".json")))
                .string("containerimage.digest");
    }
}
