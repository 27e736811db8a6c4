package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.docker.SecretSource;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Builds by {@code docker buildx build}, with the driver {@code docker}, from the request to the report. */
public class BuildxTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DockerEngine engine = DockerEngine.v26();
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong sent = new AtomicLong();
    private Path context;
    private Path cache;
    private String base;

    private final Progress listening = new Progress() {
        @Override
        public void stepStarted(Step step) {
            said.add("start " + step.line());
        }

        @Override
        public void stepOutput(Step step, String line) {
            said.add("output " + step.line() + " " + line);
        }

        @Override
        public void stepFinished(Step step, Outcome outcome, long millis) {
            said.add("finish " + step.line() + " " + outcome);
        }

        @Override
        public void transferred(Phase phase, String what, long done, long total) {
            sent.set(phase == Phase.TRANSFER ? done : sent.get());
        }

        @Override
        public void warning(String message) {
            said.add(message);
        }
    };

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
    public void reportsWhatWasDoneAndPushed() throws IOException {
        Files.writeString(context.resolve("a"), "a" + System.nanoTime());
        dockerfile("FROM " + base, "COPY a /a", "ENV X=1", "RUN cat /a; echo one; echo two");
        String name = registry.reference("team/buildx:1");
        BuildReport report = buildx().push(name).build(listening);
        assertEquals(
                List.of(2, 3, 4),
                report.instructions().stream()
                        .map(BuildReport.Instruction::line)
                        .toList());
        assertEquals(Outcome.MADE, report.instructions().get(2).outcome());
        assertEquals(1, report.instructions().get(0).files());
        assertTrue(said.toString(), said.containsAll(List.of("start 4", "output 4 two", "finish 4 MADE")));
        assertEquals(3, report.image().layers().size());
        assertEquals(
                report.image().layers().get(2).bytes(),
                report.instructions().get(2).layerBytes());
        String manifest = Skopeo.manifest("docker://" + name);
        assertEquals(manifest.length(), report.image().manifest().size());
        assertTrue(manifest.contains(report.image().config().toString()));
        assertEquals(name, report.outputs().get(0).destination());

        BuildReport again = buildx().push(name).build(listening);
        assertEquals(Outcome.CACHED, again.instructions().get(2).outcome());
        assertEquals(report.image().manifest(), again.image().manifest());
        engine.remove(name);
    }

    @Test
    public void onlyNeededFilesAreSentByTheIgnoreFileOfTheDockerfile() throws IOException {
        Files.write(context.resolve("unneeded"), new byte[20 << 20]);
        Files.createDirectories(context.resolve("dir"));
        Files.write(context.resolve("dir/needed"), ("n" + System.nanoTime()).getBytes(StandardCharsets.UTF_8));
        Files.write(context.resolve("dir/ignored"), new byte[20 << 20]);
        Files.writeString(context.resolve("Dockerfile.dockerignore"), "dir/ignored\n");
        Files.writeString(context.resolve(".dockerignore"), "dir/needed\n");
        dockerfile("FROM " + base, "COPY dir /dir");
        String name = "localhost/buildx/needed:" + System.nanoTime();
        buildx().load(name).build(listening);
        assertEquals("needed\n", engine.run(name, "ls", "/dir"));
        assertTrue(sent + " bytes", sent.get() > 0 && sent.get() < 10_000);
        engine.remove(name);
    }

    @Test
    public void failingCommandIsShownWithLineCodeAndOutput() throws IOException {
        dockerfile("FROM " + base, "", "RUN echo one && \\", "  echo two >&2 && exit 3");
        InputException fault = assertThrows(InputException.class, () -> buildx().build());
        assertTrue(fault.getMessage(), fault.getMessage().startsWith("Dockerfile:3: RUN echo one && "));
        assertTrue(fault.getMessage(), fault.getMessage().contains("failed with exit code 3; its last output:"));
        assertTrue(fault.getMessage(), fault.getMessage().contains("\n    one"));
        assertTrue(fault.getMessage(), fault.getMessage().contains("\n    two"));
    }

    /** While the command runs that reads them, and afterwards. */
    @Test
    public void secretIsNowhere() throws IOException {
        String value = "s3cret-" + Long.toHexString(System.nanoTime());
        Path file = folder.newFile("to,ken").toPath();
        Files.writeString(file, value);
        dockerfile(
                "FROM " + base,
                "RUN --mount=type=secret,id=a --mount=type=secret,id=b"
                        + " test \"$(cat /run/secrets/a)\" = \"$(cat /run/secrets/b)\" && echo same && sleep 1");
        String name = "localhost/buildx/secret:" + System.nanoTime();
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        BuildReport report = buildx().secret("a", new SecretSource.InFile(file))
                .secret("b", new SecretSource.InVariable("TOKEN", Map.of("TOKEN", value)))
                .withoutCache()
                .load(name)
                .build(new Progress() {
                    @Override
                    public void stepOutput(Step step, String line) {
                        seen.add(line);
                        seen.addAll(commandLines());
                    }
                });
        assertTrue(seen.toString(), seen.contains("same"));
        assertTrue(seen.stream().anyMatch(line -> line.contains("id=a") && line.contains("to,ken")));
        assertTrue(seen.stream().noneMatch(line -> line.contains(value)));
        Path saved = folder.newFile().toPath();
        engine.docker("save", name).outputTo(saved);
        assertFalse(Files.readString(saved, StandardCharsets.ISO_8859_1).contains(value));
        assertFalse(ReportFiles.json(report).toString().contains(value));
        engine.remove(name);
    }

    private static List<String> commandLines() {
        List<String> lines = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(process -> {
            try {
                lines.add(Files.readString(
                                Path.of("/proc", String.valueOf(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1)
                        .replace('\0', ' '));
            } catch (IOException gone) {
                // It ended while we looked.
            }
        });
        return lines;
    }

    @Test
    public void interruptEndsTheBuild() throws Exception {
        String marker = "sleep 97" + System.nanoTime() % 10_000_000;
        dockerfile("FROM " + base, "RUN echo running; " + marker);
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread building = new Thread(() -> {
            try {
                buildx().build(new Progress() {
                    @Override
                    public void stepOutput(Step step, String line) {
                        running.countDown();
                    }
                });
            } catch (RuntimeException e) {
                end.set(e);
            }
        });
        building.start();
        assertTrue(running.await(120, TimeUnit.SECONDS));
        assertTrue(runs(marker) && runs("buildx build"));
        long before = System.nanoTime();
        building.interrupt();
        building.join(TimeUnit.SECONDS.toMillis(30));
        assertTrue(String.valueOf(end.get()), end.get() instanceof CancellationException);
        while (runs(marker) && System.nanoTime() - before < TimeUnit.SECONDS.toNanos(30)) {
            Thread.sleep(50);
        }
        assertFalse(runs(marker));
        assertFalse(
                commandLines().stream().anyMatch(line -> line.contains("buildx") && line.contains(context.toString())));
    }

    private static boolean runs(String words) {
        return commandLines().stream().anyMatch(line -> line.contains(words));
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

    /** Debian's packages put the plugin where docker always looks, so one that knows no plugins stands in for a docker without it. */
    @Test
    public void buildxThatIsMissingOrTooOldIsNamed() throws IOException {
        dockerfile("FROM " + base, "RUN true");
        Map<String, String> cases = Map.of(
                "echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1",
                "docker has no buildx (docker: 'buildx' is not a docker command.); install the package",
                "[ $2 = version ] && echo buildx v0.10.4 && exit 0; echo 'ERROR: invalid progress mode rawjson' >&2;"
                        + " exit 1",
                "buildx v0.10.4 is too old: it does not know --progress=rawjson; buildx 0.13 or newer would work",
                "exit 7",
                "docker has no buildx");
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

    /** What the driver docker cannot do is refused in its own words; what it leaves out in silence is told. */
    @Test
    public void whatTheBuilderCannotDoIsTold() throws IOException {
        dockerfile("FROM " + base, "RUN echo " + System.nanoTime());
        InputException fault = assertThrows(InputException.class, () -> buildx().output(
                        new Output.Archive(Output.Format.OCI, folder.getRoot() + "/x.tar", List.of()))
                .build());
        assertTrue(fault.getMessage(), fault.getMessage().contains("OCI exporter is not supported"));

        String name = registry.reference("team/annotated:1");
        buildx().annotation("a", "b").push(name).build(listening);
        assertTrue(said.toString(), said.stream().anyMatch(line -> line.startsWith("--annotation a: the builder")));
        engine.remove(name);
    }

    @Test
    public void credentialsOfThisBuildReachTheRegistries() throws IOException {
        try (LocalRegistry bases = new LocalRegistry().withUser("reader", "r-pass");
                LocalRegistry targets = new LocalRegistry().withUser("writer", "w-pass")) {
            bases.open();
            targets.open();
            String secretBase = TestImages.busyboxFixture()
                    .file("only", 0644, 0, 0, "" + System.nanoTime())
                    .push(bases, "base/private:1");
            dockerfile("FROM " + secretBase, "RUN cat /only > /copy");
            RegistryOptions options = RegistryOptions.defaults()
                    .withCredential(bases.host(), Credential.ofPassword("reader", "r-pass", "test"))
                    .withCredential(targets.host(), Credential.ofPassword("writer", "w-pass", "test"));
            String name = targets.reference("team/private:1");
            BuildReport report = buildx().registry(options).push(name).build();
            assertEquals(1, report.outputs().size());
            engine.remove(name);
            try (Stream<Path> left = Files.walk(cache)) {
                assertEquals(
                        List.of(),
                        left.filter(path -> path.endsWith("docker/config.json")).toList());
            }
        }
    }
}
