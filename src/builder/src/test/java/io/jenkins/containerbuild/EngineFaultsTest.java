package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.OwnEngine;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** What befalls an engine, and what must not be found in it: on engines of the test's own, which may be killed, filled up and looked through. */
@RunWith(Parameterized.class)
public class EngineFaultsTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Parameterized.Parameters(name = "{0}")
    public static List<DockerEngine> versions() {
        return List.of(DockerEngine.v20(), DockerEngine.v26());
    }

    @Parameterized.Parameter
    public DockerEngine like;

    private OwnEngine engine;
    private Path context;
    private Path cache;
    private String base;

    @Before
    public void startEngine() throws IOException {
        engine = OwnEngine.start(like, "60m", null);
        context = folder.newFolder("context").toPath();
        cache = folder.newFolder("cache").toPath();
        base = TestImages.busybox(registry);
    }

    @After
    public void stopEngine() {
        if (engine != null) {
            engine.close();
        }
    }

    private void dockerfile(String... lines) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), String.join("\n", lines) + "\n");
    }

    private EngineRequests request() {
        return EngineRequests.of(engine.host(), context, cache);
    }

    /** Does something when a command writes its first line. */
    private static Progress onOutput(Runnable action) {
        return new Progress() {
            @Override
            public void stepOutput(Step step, String line) {
                action.run();
            }
        };
    }

    @Test
    public void engineThatIsKilledInTheMiddle() throws IOException {
        dockerfile("FROM " + base, "RUN echo running; sleep 600");
        String message = assertThrows(ServiceException.class, () -> request().build(onOutput(engine::kill)))
                .getMessage();
        assertTrue(
                message,
                message.startsWith("the engine at " + engine.host() + " went away in the middle of the build ("));
        assertTrue(message, message.endsWith("); see its log, and build again when it is back"));
    }

    @Test
    public void diskThatACommandFillsUp() throws IOException {
        dockerfile("FROM " + base, "", "RUN dd if=/dev/zero of=/big bs=1000000 count=100");
        assertDiskIsFull("Dockerfile:3");
    }

    @Test
    public void diskThatTheContextFillsUp() throws IOException {
        byte[] big = new byte[100_000_000];
        new Random(1).nextBytes(big);
        Files.write(context.resolve("big"), big);
        dockerfile("FROM " + base, "COPY big /");
        assertDiskIsFull("");
    }

    private void assertDiskIsFull(String line) {
        String message =
                assertThrows(ServiceException.class, () -> request().build()).getMessage();
        String found = line.isEmpty() ? "" : " (found at " + line + ")";
        assertTrue(message, message.startsWith("the disk of the engine at " + engine.host() + " is full"));
        assertTrue(message, message.contains(found));
        assertTrue(
                message,
                message.matches("(?s).*; its data is in /.*/data; docker system df shows what uses it,"
                        + " docker builder prune frees what builds left"));
    }

    /** Not in the log, the report, the image, any cache, or any process's arguments and variables. */
    @Test
    public void secretIsNowhere() throws Exception {
        String value = "s3cret-" + Long.toHexString(System.nanoTime());
        Path file = folder.newFile("token").toPath();
        Files.writeString(file, value);
        String marker = "sleep 5.0" + System.nanoTime() % 1_000_000;
        dockerfile(
                "FROM " + base,
                "RUN --mount=type=secret,id=a --mount=type=secret,id=b,target=/x"
                        + " test -s /x && cmp /run/secrets/a /x && echo same && " + marker);
        StringBuilder said = new StringBuilder();
        StringBuilder processes = new StringBuilder();
        Path layout = folder.newFolder("layout").toPath();
        BuildReport report = request()
                .secret("a", new SecretSource.InFile(file))
                .secret("b", new SecretSource.InVariable("TOKEN", Map.of("TOKEN", value)))
                .load("faults/secret:1")
                .output(new Output.Directory(layout, List.of(ImageReference.parse("x/y:tag"))))
                .build(new Progress() {
                    @Override
                    public void stepOutput(Step step, String line) {
                        said.append(line);
                        processes.append(processes());
                    }
                });
        assertTrue(said.toString(), said.toString().contains("same"));
        assertTrue(
                "the command ran while processes were looked at",
                processes.toString().contains(marker));
        assertFalse(processes.toString().contains(value));
        assertFalse(said.toString().contains(value));
        assertFalse(ReportFiles.json(report).toString().contains(value));
        assertFalse(
                "the engine's data was searched",
                holding("echo same", engine.data()).isEmpty());
        assertNowhere(value, cache, layout, engine.log(), engine.data());
    }

    private static void assertNowhere(String value, Path... places) {
        for (Path place : places) {
            assertEquals(place + " holds the secret", "", holding(value, place));
        }
        // Layers are compressed where they are kept.
        Command.Result unpacked = Command.of(
                        "sh",
                        "-c",
                        "find \"$1\" \"$2\" -type f -exec sh -c 'gzip -dc \"$1\" 2>/dev/null | grep -aqF \"$2\" && echo \"$1\"'"
                                + " - {} \"$3\" \\;",
                        "-",
                        places[0].toString(),
                        places[1].toString(),
                        value)
                .run();
        assertEquals("", unpacked.out());
    }

    private static String holding(String text, Path place) {
        return Command.of("grep", "-rlaF", text, place.toString()).run().out();
    }

    /** Arguments and variables of all processes. */
    private static String processes() {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>)
                    processes.filter(path -> path.getFileName().toString().matches("[0-9]+"))::iterator) {
                for (String file : List.of("cmdline", "environ")) {
                    try {
                        all.append(new String(Files.readAllBytes(process.resolve(file)), StandardCharsets.ISO_8859_1)
                                .replace('\0', ' '));
                    } catch (IOException gone) {
                        // It ended while we looked.
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return all.toString();
    }

    /** Two seconds are what is promised; here the machine may be busy. */
    @Test
    public void interruptLeavesNothingBehind() throws Exception {
        String marker = "sleep 97" + System.nanoTime() % 10_000_000;
        dockerfile("FROM " + base, "COPY Dockerfile /", "RUN echo running; " + marker);
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread building = new Thread(() -> {
            try {
                request().build(onOutput(running::countDown));
            } catch (RuntimeException e) {
                end.set(e);
            }
        });
        building.start();
        assertTrue(running.await(60, TimeUnit.SECONDS));
        for (int i = 0; i < 100 && !processes().contains(marker); i++) {
            Thread.sleep(20);
        }
        assertTrue(processes().contains(marker));
        assertTrue("the build is connected", engine.connections() >= 1);

        long before = System.nanoTime();
        building.interrupt();
        building.join(TimeUnit.SECONDS.toMillis(30));
        assertTrue(String.valueOf(end.get()), end.get() instanceof CancellationException);
        while ((processes().contains(marker) || engine.connections() > 0)
                && System.nanoTime() - before < TimeUnit.SECONDS.toNanos(30)) {
            Thread.sleep(20);
        }
        long millis = (System.nanoTime() - before) / 1_000_000;
        System.out.println(like + ": nothing was left " + millis + " ms after the interrupt");
        assertTrue("command and connections were gone after " + millis + " ms", millis < 5_000);
        assertEquals(
                "no thread of the build goes on",
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("container-build "))
                        .toList());
        dockerfile("FROM " + base, "RUN echo next");
        request().build();
    }
}
