package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.containerbuild.testing.UnixRelay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Builds by real engines, from the request to the report, and what goes wrong on the way. */
public class EngineBuildTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<DockerEngine> engines = List.of(DockerEngine.v20(), DockerEngine.v26());
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
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
    };

    @Before
    public void prepare() throws IOException {
        engines.forEach(DockerEngine::require);
        context = folder.newFolder("context").toPath();
        cache = folder.newFolder("cache").toPath();
        base = TestImages.busybox(registry);
    }

    private void dockerfile(String... lines) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), String.join("\n", lines) + "\n");
    }

    private EngineRequests on(DockerEngine engine) {
        return EngineRequests.of(engine, context, cache);
    }

    @Test
    public void reportsWhatWasDoneAndPushed() throws IOException {
        for (DockerEngine engine : engines) {
            Files.writeString(context.resolve("a"), "a" + System.nanoTime());
            dockerfile("FROM " + base, "COPY a /a", "ENV X=1", "RUN cat /a; echo one; echo two");
            String name = registry.reference("team/app:1");
            said.clear();
            BuildReport report = on(engine).push(name).build(listening);
            assertEquals(
                    List.of(2, 3, 4),
                    report.instructions().stream()
                            .map(BuildReport.Instruction::line)
                            .toList());
            assertEquals(Outcome.MADE, report.instructions().get(2).outcome());
            assertEquals(1, report.instructions().get(0).files());
            assertTrue(said.toString(), said.containsAll(List.of("start 4", "output 4 two", "finish 4 MADE")));
            assertEquals(3, report.image().layers().size());
            assertTrue(report.image().layers().get(0).ofBase());
            assertEquals(
                    report.image().layers().get(2).bytes(),
                    report.instructions().get(2).layerBytes());
            String manifest = Skopeo.manifest("docker://" + name);
            assertEquals(manifest.length(), report.image().manifest().size());
            assertTrue(manifest.contains(report.image().config().toString()));

            said.clear();
            BuildReport again = on(engine).push(name).build(listening);
            assertEquals(Outcome.CACHED, again.instructions().get(2).outcome());
            assertEquals(report.image().manifest(), again.image().manifest());
            assertEquals(0, again.outputs().get(0).sentBytes());
            engine.remove(name);
        }
    }

    /** What a checkout does to times must not matter; what it does to contents must, even where times and sizes hide it. */
    @Test
    public void sendsWhatTheEngineLacksAndNothingElse() throws IOException {
        for (DockerEngine engine : engines) {
            String name = "engine-build/sent:" + System.nanoTime();
            Path file = context.resolve("data");
            FileTime time = FileTime.fromMillis(1_600_000_000_000L);
            dockerfile("FROM " + base, "COPY data other /", "RUN true");
            Files.writeString(context.resolve("other"), "12345");
            write(file, "1st " + System.nanoTime() % 1000, time);
            long size = Files.size(file);
            assertEquals(List.of(), on(engine).load(name).build().notes());

            write(file, Files.readString(file), FileTime.fromMillis(1_700_000_000_000L));
            String all = size + 5 + " bytes of the context were sent; the engine already had the rest";
            assertEquals(List.of("0 of " + all), on(engine).load(name).build().notes());

            String changed = "2nd" + Files.readString(file).substring(3);
            write(file, changed, time);
            assertEquals(
                    List.of(size + " of " + all), on(engine).load(name).build().notes());
            assertEquals(changed, engine.run(name, "cat", "/data"));

            changed = "3rd" + changed.substring(3);
            write(file, changed, time);
            assertEquals(
                    List.of(size + " of " + all), on(engine).load(name).build().notes());
            assertEquals(changed, engine.run(name, "cat", "/data"));
            engine.remove(name);
        }
    }

    private static void write(Path file, String text, FileTime time) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, time);
    }

    @Test
    public void buildsAtOnceDoNotDisturbEachOther() throws Exception {
        DockerEngine engine = engines.get(1);
        Files.writeString(context.resolve("data"), "x" + System.nanoTime());
        dockerfile("FROM " + base, "COPY data /", "RUN sleep 1");
        List<Thread> threads = new ArrayList<>();
        List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            String name = "engine-build/parallel:" + i;
            Thread thread = new Thread(() -> {
                try {
                    on(engine).load(name).build();
                } catch (RuntimeException e) {
                    faults.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), faults);
        for (int i = 0; i < 4; i++) {
            engine.remove("engine-build/parallel:" + i);
        }
    }

    @Test
    public void podmanPushesToo() throws IOException {
        DockerEngine podman = DockerEngine.podman().require();
        dockerfile("FROM " + base, "COPY Dockerfile /x", "RUN echo out; cat /x > /y");
        String name = registry.reference("team/podman:1");
        BuildReport report = on(podman).push(name).build(listening);
        assertTrue(said.toString(), said.contains("output 3 out"));
        assertTrue(Skopeo.manifest("docker://" + name)
                .contains(report.image().config().toString()));
        assertEquals(3, report.image().layers().size());
        podman.remove(name);
    }

    @Test
    public void archivesHoldWhatTheEngineHas() throws IOException {
        for (DockerEngine engine : engines) {
            dockerfile("FROM " + base, "RUN echo " + System.nanoTime() + " > /x");
            Path layout = folder.newFolder().toPath();
            String name = "engine-build/archive:" + System.nanoTime();
            BuildReport report = on(engine)
                    .load(name)
                    .output(new Output.Directory(layout, List.of(ImageReference.parse("x/y:tag"))))
                    .build();
            assertEquals("", engine.export(name).difference(unpack(layout, report)));
            engine.remove(name);
        }
    }

    private static io.jenkins.containerbuild.testing.RootFileSystem unpack(Path layout, BuildReport report) {
        String name = Stream.of(Command.of("skopeo", "inspect", "--raw", "oci:" + layout)
                        .output()
                        .split("\n"))
                .findFirst()
                .orElseThrow();
        assertTrue(name, name.contains(report.image().config().toString()));
        Path copy = layout.resolveSibling(layout.getFileName() + "-copy");
        Skopeo.copy("oci:" + layout, "oci:" + copy + ":tag");
        return io.jenkins.containerbuild.testing.Umoci.unpack(copy, "tag").withoutEngineFiles();
    }

    @Test
    public void failingCommandIsShownWithLineCodeAndOutput() throws IOException {
        for (DockerEngine engine : engines) {
            dockerfile("FROM " + base, "", "RUN echo one && \\", "  echo two >&2 && exit 3");
            InputException fault =
                    assertThrows(InputException.class, () -> on(engine).build());
            assertTrue(fault.getMessage(), fault.getMessage().startsWith("Dockerfile:3: RUN echo one && "));
            assertTrue(fault.getMessage(), fault.getMessage().contains("failed with exit code 3; its last output:"));
            assertTrue(fault.getMessage(), fault.getMessage().contains("\n    one"));
            assertTrue(fault.getMessage(), fault.getMessage().contains("\n    two"));
        }
    }

    @Test
    public void muchOutputIsStreamed() throws IOException {
        dockerfile(
                "FROM " + base,
                "RUN echo " + System.nanoTime() + "; x=0123456789abcdef; x=$x$x$x$x; x=$x$x$x$x; x=$x$x$x$x; i=0;"
                        + " while [ $i -lt 100000 ]; do echo $x; i=$((i+1)); done; exit 1");
        InputException fault =
                assertThrows(InputException.class, () -> on(engines.get(1)).build());
        assertTrue(fault.getMessage().length() < 40_000);
    }

    @Test
    public void secretIsNowhere() throws IOException {
        String value = "s3cret-" + Long.toHexString(System.nanoTime());
        Path file = folder.newFile("token").toPath();
        Files.writeString(file, value);
        for (DockerEngine engine : engines) {
            dockerfile(
                    "FROM " + base,
                    "RUN --mount=type=secret,id=a --mount=type=secret,id=b"
                            + " test \"$(cat /run/secrets/a)\" = \"$(cat /run/secrets/b)\" && echo same > /same");
            String name = "engine-build/secret:" + System.nanoTime();
            said.clear();
            BuildReport report = on(engine)
                    .secret("a", new SecretSource.InFile(file))
                    .secret("b", new SecretSource.InVariable("TOKEN", java.util.Map.of("TOKEN", value)))
                    .withoutCache()
                    .load(name)
                    .build(listening);
            Path saved = folder.newFile().toPath();
            engine.docker("save", name).outputTo(saved);
            assertFalse(holds(saved, value));
            assertFalse(ReportFiles.json(report).toString().contains(value));
            assertFalse(said.toString().contains(value));
            try (Stream<Path> files = Files.walk(cache)) {
                for (Path kept : files.filter(Files::isRegularFile).toList()) {
                    assertFalse(kept.toString(), holds(kept, value));
                }
            }
            engine.remove(name);
        }
    }

    private static boolean holds(Path file, String value) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(value);
    }

    @Test
    public void privateBaseAndTargetHaveUsersOfTheirOwn() throws IOException {
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
            for (DockerEngine engine : engines) {
                String name = targets.reference("team/private:1");
                BuildReport report = on(engine).registry(options).push(name).build();
                assertEquals(1, report.outputs().size());
                engine.remove(name);
            }
            RegistryOptions readerOnly = RegistryOptions.defaults()
                    .withCredential(bases.host(), Credential.ofPassword("reader", "r-pass", "test"));
            ServiceException fault = assertThrows(ServiceException.class, () -> on(engines.get(1))
                    .registry(readerOnly)
                    .push(targets.reference("team/private:2"))
                    .build());
            assertTrue(fault.getMessage(), fault.getMessage().contains(targets.host()));
            engines.get(1).remove(targets.reference("team/private:2"));
        }
    }

    @Test
    public void interruptEndsTheBuildInTheEngine() throws Exception {
        for (DockerEngine engine : engines) {
            String marker = "sleep 98" + System.nanoTime() % 10_000_000;
            dockerfile("FROM " + base, "RUN echo running; " + marker);
            CountDownLatch running = new CountDownLatch(1);
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread building = new Thread(() -> {
                try {
                    on(engine).build(new Progress() {
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
            assertTrue(runs(marker));
            long before = System.nanoTime();
            building.interrupt();
            building.join(TimeUnit.SECONDS.toMillis(30));
            assertTrue(String.valueOf(end.get()), end.get() instanceof CancellationException);
            while (runs(marker) && System.nanoTime() - before < TimeUnit.SECONDS.toNanos(30)) {
                Thread.sleep(50);
            }
            assertFalse(runs(marker));
        }
    }

    /** Whether a process has this in its command line; containers' processes are seen from outside. */
    private static boolean runs(String commandLine) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>)
                    processes.filter(path -> path.getFileName().toString().matches("[0-9]+"))::iterator) {
                try {
                    if (Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .replace('\0', ' ')
                            .contains(commandLine)) {
                        return true;
                    }
                } catch (IOException gone) {
                    // It ended while we looked.
                }
            }
        }
        return false;
    }

    @Test
    public void engineThatGoesAwayIsTheEnginesFault() throws Exception {
        dockerfile("FROM " + base, "RUN echo " + System.nanoTime() + "; sleep 5");
        try (UnixRelay relay = UnixRelay.open(
                folder.getRoot().toPath().resolve("cut.sock"), engines.get(1).socket())) {
            ServiceException fault =
                    assertThrows(ServiceException.class, () -> EngineRequests.of(relay.host(), context, cache)
                            .build(new Progress() {
                                @Override
                                public void stepOutput(Step step, String line) {
                                    relay.cut();
                                }
                            }));
            assertTrue(fault.getMessage(), fault.getMessage().contains("went away in the middle of the build"));
            assertTrue(fault.getMessage(), fault.getMessage().contains(relay.host()));
        }
    }

    @Test
    public void engineThatHangsIsFoundOut() throws Exception {
        dockerfile("FROM " + base, "RUN echo " + System.nanoTime());
        try (UnixRelay relay = UnixRelay.open(
                folder.getRoot().toPath().resolve("hang.sock"), engines.get(1).socket())) {
            relay.stall();
            ServiceException fault =
                    assertThrows(ServiceException.class, () -> EngineRequests.of(relay.host(), context, cache)
                            .build());
            assertTrue(fault.getMessage(), fault.getMessage().contains("did not respond within"));
        }
    }

    @Test
    public void engineThatBeginsToHangIsFoundOut() throws Exception {
        dockerfile("FROM " + base, "RUN echo " + System.nanoTime() + "; sleep 60");
        try (UnixRelay relay = UnixRelay.open(
                folder.getRoot().toPath().resolve("stall.sock"), engines.get(1).socket())) {
            ServiceException fault =
                    assertThrows(ServiceException.class, () -> EngineRequests.of(relay.host(), context, cache)
                            .build(new Progress() {
                                @Override
                                public void stepOutput(Step step, String line) {
                                    relay.stall();
                                }
                            }));
            assertTrue(fault.getMessage(), fault.getMessage().contains("did not respond within"));
        }
    }

    @Test
    public void fullDiskIsTheEnginesFault() throws IOException {
        dockerfile(
                "FROM " + base,
                "RUN --mount=type=tmpfs,target=/small,size=65536 echo " + System.nanoTime()
                        + "; cp /bin/busybox /small/");
        ServiceException fault =
                assertThrows(ServiceException.class, () -> on(engines.get(1)).build());
        assertTrue(fault.getMessage(), fault.getMessage().contains("is full (found at Dockerfile:2)"));
        assertTrue(fault.getMessage(), fault.getMessage().contains("docker builder prune"));
    }

    @Test
    public void withoutAnEngineTheMessageSaysWhatNeedsIt() throws IOException {
        dockerfile("FROM " + base, "RUN true");
        String host = "unix://" + folder.getRoot() + "/none.sock";
        BuildException fault = assertThrows(ServiceException.class, () -> EngineRequests.of(host, context, cache)
                .choose(BuilderChoice.AUTO)
                .build());
        assertTrue(fault.getMessage(), fault.getMessage().startsWith("Dockerfile:2: RUN at line 2 needs an engine"));
        assertTrue(fault.getMessage(), fault.getMessage().contains("install and start Docker Engine or podman"));
    }

    @Test
    public void autoTakesTheEngineWhereACommandIsNeeded() throws IOException {
        dockerfile("FROM " + base + " AS plain", "COPY Dockerfile /", "FROM plain", "RUN true");
        BuildReport report = on(engines.get(1)).choose(BuilderChoice.AUTO).build();
        assertEquals("docker", report.builder().name());
        BuildReport plain = on(engines.get(1))
                .choose(BuilderChoice.AUTO)
                .options(List.of("--target", "plain"))
                .build();
        assertEquals("embedded", plain.builder().name());
    }

    @Test
    public void imagesMadeWithoutAnEngineAreLoaded() throws IOException {
        Files.writeString(context.resolve("a"), "text");
        dockerfile("FROM " + base, "COPY a /a");
        for (DockerEngine engine : engines) {
            String name = "engine-build/loaded:" + System.nanoTime();
            on(engine).choose(BuilderChoice.EMBEDDED).load(name).build();
            assertEquals("text", engine.run(name, "cat", "/a"));
            engine.remove(name);
        }
    }

    /** What an engine cannot do when it pushes is done here, and the image stays the engine's. */
    @Test
    public void annotationsAndZstandardGoOutFromHere() throws IOException {
        for (DockerEngine engine : engines) {
            Files.writeString(context.resolve("a"), "a" + System.nanoTime());
            dockerfile("FROM " + base, "COPY a /a", "RUN cat /a > /b");
            String annotated = registry.reference("team/annotated:" + System.nanoTime());
            on(engine).push(annotated).annotation("org.example.run", "17").build();
            String manifest = Skopeo.manifest("docker://" + annotated);
            assertTrue(manifest, manifest.contains("\"annotations\":{\"org.example.run\":\"17\"}"));

            String squeezed = registry.reference("team/squeezed:" + System.nanoTime());
            BuildReport report = on(engine)
                    .push(squeezed)
                    .compression(BuildOptions.Compression.ZSTD)
                    .build();
            manifest = Skopeo.manifest("docker://" + squeezed);
            assertEquals(manifest, 3, manifest.split("tar\\+zstd", -1).length);
            assertEquals(
                    Digest.of(manifest.getBytes(StandardCharsets.UTF_8)),
                    report.image().manifest().digest());
            assertTrue(
                    report.outputs().get(0).toString(), report.outputs().get(0).mountedBytes() > 0);
            engine.remove(annotated, squeezed);
            DockerEngine reader = engines.get(1);
            reader.pull(squeezed);
            assertEquals(Files.readString(context.resolve("a")), reader.run(squeezed, "cat", "/b"));
            reader.remove(squeezed);
        }
    }

    @Test
    public void whatNoOutputWouldShowIsRefused() throws IOException {
        dockerfile("FROM " + base, "RUN true");
        String message = assertThrows(InputException.class, () -> on(engines.get(1))
                        .load("engine-build/refused:1")
                        .annotation("a", "b")
                        .build())
                .getMessage();
        assertEquals(
                "--annotation has no effect on an image that stays in an engine; use --push or -o type=oci,dest=FILE",
                message);
        message = assertThrows(InputException.class, () -> on(engines.get(1))
                        .compression(BuildOptions.Compression.ZSTD)
                        .build())
                .getMessage();
        assertTrue(message, message.startsWith("--compression zstd has no effect"));
    }

    /** A command that changes nothing makes an empty layer, of which the base may have one elsewhere. */
    @Test
    public void emptyLayersAreTakenOutToo() throws IOException {
        String withEmpty = TestImages.busyboxFixture()
                .layer()
                .layer()
                .file("own", 0644, 0, 0, "" + System.nanoTime())
                .push(registry, "base/empty:1");
        for (DockerEngine engine : engines) {
            dockerfile("FROM " + withEmpty, "RUN true");
            Path layout = folder.newFolder().toPath();
            String name = "engine-build/empty:" + System.nanoTime();
            BuildReport report = on(engine)
                    .load(name)
                    .output(new Output.Directory(layout, List.of(ImageReference.parse("x/y:tag"))))
                    .build();
            assertEquals("", engine.export(name).difference(unpack(layout, report)));
            engine.remove(name);
        }
    }

    /** As buildx gives it to BuildKit; what commands write keeps its own times. */
    @Test
    public void sourceDateEpochIsTheTimeOfTheImage() throws IOException {
        dockerfile("FROM " + base, "RUN echo " + System.nanoTime());
        String name = "engine-build/epoch:" + System.nanoTime();
        DockerEngine engine = engines.get(1);
        on(engine).load(name).sourceDateEpoch(1_600_000_000).build();
        assertEquals(
                "2020-09-13T12:26:40Z",
                engine.docker("image", "inspect", "--format", "{{.Created}}", name)
                        .output()
                        .trim());
        engine.remove(name);
    }

    /** docker-java's request, on a connection of ours. */
    @Test
    public void engineThatHangsWhileAnImageIsLoadedIsFoundOut() throws Exception {
        try (UnixRelay relay = stallingWhileLoading()) {
            String message = assertThrows(ServiceException.class, () -> EngineRequests.of(relay.host(), context, cache)
                            .choose(BuilderChoice.EMBEDDED)
                            .load("engine-build/stalled:1")
                            .build())
                    .getMessage();
            assertTrue(message, message.startsWith("the engine at " + relay.host() + " accepted the connection"));
        }
    }

    /** A pattern of the JDK that repeats a group overflows the stack at such a line. */
    @Test
    public void mountOfThousandsOfOptionsIsPinned() throws IOException {
        for (DockerEngine engine : engines) {
            dockerfile(
                    "FROM " + base,
                    "RUN --mount=type=bind" + ",ro".repeat(15_000) + ",from=" + base + ",target=/m test -e /m/bin");
            on(engine).load("engine-build/mounts:" + System.nanoTime()).build();
        }
    }

    @Test
    public void interruptEndsTheLoadingOfAnImage() throws Exception {
        try (UnixRelay relay = stallingWhileLoading()) {
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread building = new Thread(() -> {
                try {
                    EngineRequests.of(relay.host(), context, cache)
                            .choose(BuilderChoice.EMBEDDED)
                            .load("engine-build/stalled:2")
                            .build();
                } catch (RuntimeException e) {
                    end.set(e);
                }
            });
            building.start();
            assertTrue(relay.awaitStall(60, TimeUnit.SECONDS));
            building.interrupt();
            building.join();
            assertTrue(String.valueOf(end.get()), end.get() instanceof CancellationException);
            for (Thread loading : loading()) {
                loading.join();
            }
        }
    }

    private static List<Thread> loading() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("docker-java-stream"))
                .toList();
    }

    private UnixRelay stallingWhileLoading() throws IOException {
        byte[] big = new byte[20_000_000];
        new java.util.Random(1).nextBytes(big);
        Files.write(context.resolve("big"), big);
        dockerfile("FROM " + base, "COPY big /");
        Path socket = folder.newFolder().toPath().resolve("stall.sock");
        return UnixRelay.open(socket, engines.get(1).socket()).stallAfter(5_000_000);
    }

    @Test
    public void podmanAndTheClassicBuilderTakeAnnotationsToo() throws IOException {
        DockerEngine podman = DockerEngine.podman().require();
        dockerfile("FROM " + base, "RUN echo " + System.nanoTime() + " > /x");
        for (DockerEngine engine : List.of(podman, engines.get(1))) {
            String name = registry.reference("team/classic:" + System.nanoTime());
            on(engine)
                    .variable("DOCKER_BUILDKIT", "0")
                    .push(name)
                    .annotation("a", "b")
                    .compression(BuildOptions.Compression.ZSTD)
                    .build();
            String manifest = Skopeo.manifest("docker://" + name);
            assertTrue(manifest, manifest.contains("\"annotations\":{\"a\":\"b\"}") && manifest.contains("tar+zstd"));
            engine.remove(name);
        }
    }

    @Test
    public void secretsWithoutBuildKitAreRefusedByTheNameOfTheEngine() throws IOException {
        DockerEngine podman = DockerEngine.podman().require();
        dockerfile("FROM " + base, "RUN true");
        String message = assertThrows(InputException.class, () -> on(podman)
                        .secret("s", new SecretSource.InVariable("X", java.util.Map.of("X", "y")))
                        .build())
                .getMessage();
        assertEquals(
                "--secret needs BuildKit, without which Podman Engine 4.3.1 at " + podman.host()
                        + " is used; Docker Engine 20.10 or newer has it",
                message);
    }

    /** Without BuildKit a cache of RUN --mount is everybody's, whoever asks for one of his own. */
    @Test
    public void cachesThatCannotBeKeptApartAreRefused() throws IOException {
        DockerEngine podman = DockerEngine.podman().require();
        dockerfile("FROM " + base, "RUN --mount=type=cache,target=/c true");
        String message = assertThrows(InputException.class, () -> on(podman)
                        .options(List.of("--build-arg", "BUILDKIT_CACHE_MOUNT_NS=mine"))
                        .build())
                .getMessage();
        assertEquals(
                "BUILDKIT_CACHE_MOUNT_NS needs BuildKit to keep caches of RUN --mount apart, without which Podman Engine"
                        + " 4.3.1 at " + podman.host() + " is used; Docker Engine 20.10 or newer has it",
                message);
    }

    @Test
    public void whatAnOlderEngineCannotReadIsToldWithItsVersion() throws IOException {
        DockerEngine older = engines.get(0);
        dockerfile("FROM " + base, "RUN <<EOF", "echo heredoc", "EOF");
        String message =
                assertThrows(InputException.class, () -> on(older).build()).getMessage();
        assertTrue(message, message.startsWith("Dockerfile:3: "));
        assertTrue(
                message,
                message.endsWith(" (so says Docker Engine 20.10.24 at " + older.host() + "; a newer one may know it)"));
    }

    @Test
    public void commandThatIsKilledIsToldWithTheMemoryThereIs() throws IOException {
        dockerfile("FROM " + base, "RUN exit 137");
        String message = assertThrows(
                        InputException.class, () -> on(engines.get(1)).build())
                .getMessage();
        assertTrue(
                message,
                message.matches("(?s)Dockerfile:2: RUN exit 137 failed with exit code 137 \\(it was killed; perhaps"
                        + " it needed more memory than the engine's machine has, [0-9]+ MB\\).*"));
    }
}
