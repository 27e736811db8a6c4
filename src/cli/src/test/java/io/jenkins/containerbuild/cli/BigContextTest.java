package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** No context, no layer and no file is ever held in memory. */
public class BigContextTest {
    private static final int MEGABYTE = 1 << 20;

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aHeapOf64MegabytesBuildsAndPushesTwoGigabytes() throws IOException {
        Path context = folder.newFolder("context").toPath();
        Random random = new Random(64);
        write(context.resolve("huge"), 1024, random);
        for (int i = 0; i < 64; i++) {
            write(context.resolve("part" + i), 16, random);
        }
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY . /data/\n");
        String name = REGISTRY.reference("big/context:1");
        Command.Result result = Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "build",
                        "--cache-dir",
                        folder.getRoot() + "/cache",
                        "--progress=plain",
                        "-t",
                        name,
                        "--push",
                        context.toString())
                .run();

        assertEquals(result.err(), 0, result.exit());
        long bytes = JsonObject.parse(Skopeo.manifest("docker://" + name).getBytes()).objects("layers").stream()
                .mapToLong(layer -> layer.number("size"))
                .sum();
        assertEquals("random bytes are stored as they are", 2048L * MEGABYTE, bytes, 8L * MEGABYTE);
    }

    private static void write(Path file, int megabytes, Random random) throws IOException {
        byte[] piece = new byte[MEGABYTE];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }
}
