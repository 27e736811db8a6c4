package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.RootFileSystem;
import io.jenkins.containerbuild.testing.Umoci;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Agents that share a registry and nothing else: where something changed, the next one makes and uploads that alone. The registry's access
 * log is the judge of what went over the wire, the report of what was made, an image built from scratch of what is right.
 */
public class LayersOfOtherAgentsTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final LocalRegistry OTHER = new LocalRegistry();

    private static final BuildOptions NO_CACHE =
            new BuildOptions(false, BuildOptions.Compression.GZIP, BuildOptions.LayerSplit.AUTO);
    private static final long EPOCH = 1_600_000_000L;

    private static int count;
    private static String base;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private String app;

    @Before
    public void nameARepository() throws IOException {
        app = "layers/app" + ++count;
        if (base == null) {
            base = REGISTRY.reference("base/small:1");
            new ImageFixture()
                    .file("etc/passwd", 0644, 0, 0, "root:x:0:0::/:\napp:x:1000:1000::/:\n")
                    .folder("opt", 0750, 3, 4)
                    .layer()
                    .push(REGISTRY, "base/small:1");
        }
    }

    /** A fresh checkout: three small layers, each of its own instruction. */
    private TestProject checkout() throws IOException {
        return new TestProject(folder.newFolder().toPath())
                .write(
                        "Dockerfile",
                        "FROM " + base
                                + "\nCOPY --chown=app lib /opt/lib\nCOPY conf /opt/conf\nCOPY app.txt /opt/app\n")
                .write("lib/a.jar", "library\n")
                .write("lib/b.jar", "another\n")
                .write("conf/app.conf", "port=1\n")
                .write("app.txt", "version 1\n");
    }

    /** An agent that never built anything. */
    private Path agent() throws IOException {
        return folder.newFolder().toPath();
    }

    private String tag(String tag) {
        return REGISTRY.reference(app + ":" + tag);
    }

    private static Digest digest(BuildReport report) {
        return report.image().manifest().digest();
    }

    /** What went over the wire about the repository and its base, as {@code METHOD what}, blobs by their digest. */
    private List<String> blobs(String method) {
        List<String> found = new ArrayList<>();
        for (LocalRegistry.Request request : REGISTRY.requests()) {
            int digest = request.path().indexOf("sha256");
            if (request.method().equals(method) && request.path().contains("/blobs/") && digest > 0) {
                found.add(request.path().substring(digest).replace("%3A", ":"));
            }
        }
        return found;
    }

    private static List<Outcome> outcomes(BuildReport report) {
        return report.instructions().stream()
                .map(BuildReport.Instruction::outcome)
                .toList();
    }

    @Test
    public void whereOneFileChangedItsLayerAloneIsMadeAndUploaded() throws IOException {
        BuildReport first = checkout().push(agent(), tag("latest"));
        REGISTRY.forgetRequests();
        BuildReport second = checkout().write("app.txt", "version 2\n").push(agent(), tag("2"), tag("latest"));

        assertFalse(second.decision().reused());
        assertEquals(List.of(Outcome.CACHED, Outcome.CACHED, Outcome.MADE), outcomes(second));
        assertOnlyTheLastLayerWentUp(first, second);
    }

    /** Names of their own for each build: none of them stands for an image that could be asked. */
    @Test
    public void alsoWhereNoBuildHasANameOfAnother() throws IOException {
        BuildReport first = checkout().push(agent(), tag("1"));
        REGISTRY.forgetRequests();
        BuildReport second = checkout().write("app.txt", "version 2\n").push(agent(), tag("2"));

        assertEquals(List.of(Outcome.CACHED, Outcome.CACHED, Outcome.MADE), outcomes(second));
        assertOnlyTheLastLayerWentUp(first, second);
        List<String> others = second.image().layers().stream()
                .map(layer -> layer.digest().toString())
                .filter(digest -> !digest.equals(lastLayer(second).toString()))
                .toList();
        assertTrue(
                "each other layer is asked for at most once: " + REGISTRY.requests(),
                others.stream().allMatch(digest -> Collections.frequency(blobs("HEAD"), digest) <= 1));
    }

    private void assertOnlyTheLastLayerWentUp(BuildReport first, BuildReport second) {
        int layers = second.image().layers().size();
        assertEquals(
                first.image().layers().subList(0, layers - 1),
                second.image().layers().subList(0, layers - 1));
        assertEquals(
                "layer and configuration: " + REGISTRY.requests(),
                Set.of(lastLayer(second).toString(), second.image().config().toString()),
                new HashSet<>(blobs("PUT")));
        List<String> read = blobs("GET");
        for (BuildReport.LayerSize layer : second.image().layers()) {
            assertFalse(
                    "no layer is read, the base's neither: " + read,
                    read.contains(layer.digest().toString()));
        }
    }

    private static Digest lastLayer(BuildReport report) {
        List<BuildReport.LayerSize> layers = report.image().layers();
        return layers.get(layers.size() - 1).digest();
    }

    @Test
    public void aBigCopyThatWasSplitIsFoundPartByPart() throws IOException {
        BuildReport first = big(0).push(agent(), tag("latest"));
        int parts = first.image().layers().size();
        assertTrue(parts + " layers", parts > 4);
        REGISTRY.forgetRequests();
        BuildReport second = big(1).push(agent(), tag("latest"));

        List<BuildReport.LayerSize> fresh = new ArrayList<>(second.image().layers());
        fresh.removeAll(first.image().layers());
        assertEquals("one part changed", 1, fresh.size());
        assertEquals(
                Set.of(fresh.get(0).digest().toString(), second.image().config().toString()),
                new HashSet<>(blobs("PUT")));
        assertTrue(
                "few requests: " + REGISTRY.requests(),
                REGISTRY.requests().stream()
                                .filter(request -> request.path().contains(app))
                                .filter(request -> !request.method().equals("HEAD") || !request.isBlob())
                                .count()
                        < 20);
    }

    /** 48 MB in 48 files that do not shrink. */
    private TestProject big(int changed) throws IOException {
        TestProject project =
                new TestProject(folder.newFolder().toPath()).write("Dockerfile", "FROM scratch\nCOPY data /data\n");
        Files.createDirectories(project.context.resolve("data"));
        Random random = new Random(7);
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < 48; i++) {
            random.nextBytes(bytes);
            bytes[0] += i == 20 ? changed : 0;
            Files.write(project.context.resolve("data/f" + i), bytes);
        }
        return project;
    }

    /** Byte for byte with a source date epoch, in files, owners and configuration without. */
    @Test
    public void theImageIsTheOneThatIsBuiltFromScratch() throws IOException {
        for (Optional<Long> epoch : List.of(Optional.of(EPOCH), Optional.of(EPOCH + 1), Optional.<Long>empty())) {
            String name = "of" + epoch.orElse(0L);
            TestProject first = checkout();
            first.sourceDateEpoch = epoch;
            first.push(agent(), tag(name));
            TestProject changed = checkout().write("app.txt", "version 2\n");
            changed.sourceDateEpoch = epoch;
            BuildReport report = changed.push(agent(), tag(name));
            assertEquals(name, List.of(Outcome.CACHED, Outcome.CACHED, Outcome.MADE), outcomes(report));

            TestProject scratch = checkout().write("app.txt", "version 2\n");
            scratch.sourceDateEpoch = epoch;
            scratch.options = NO_CACHE;
            BuildReport truth = scratch.push(agent(), REGISTRY.reference("truth/" + app + ":" + name));
            if (epoch.isPresent()) {
                assertEquals(name, digest(truth), digest(report));
            }
            RootFileSystem wanted = Umoci.unpack(REGISTRY, "truth/" + app + ":" + name);
            RootFileSystem found = Umoci.unpack(REGISTRY, app + ":" + name);
            assertEquals(name, "", wanted.withoutTimes().difference(found.withoutTimes()));
        }
    }

    /** Layers with times in them are found by builds with the same times only. */
    @Test
    public void anotherSourceDateEpochIsAnotherLayer() throws IOException {
        TestProject first = checkout();
        first.sourceDateEpoch = Optional.of(EPOCH);
        first.push(agent(), tag("1"));
        TestProject second = checkout();
        second.sourceDateEpoch = Optional.of(EPOCH + 1);
        assertEquals(List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE), outcomes(second.push(agent(), tag("1"))));
    }

    @Test
    public void noCacheMakesThemAll() throws IOException {
        checkout().push(agent(), tag("1"));
        TestProject second = checkout();
        second.options = NO_CACHE;
        assertEquals(List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE), outcomes(second.push(agent(), tag("1"))));
    }

    @Test
    public void othersCompressInAnotherWay() throws IOException {
        checkout().push(agent(), tag("1"));
        TestProject second = checkout();
        second.options = new BuildOptions(true, BuildOptions.Compression.ZSTD, BuildOptions.LayerSplit.AUTO);
        assertEquals(List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE), outcomes(second.push(agent(), tag("1"))));
    }

    /** Where bytes are needed after all, they come from the repository. */
    @Test
    public void anArchiveAndAnotherRegistryGetTheirBytes() throws IOException {
        checkout().push(agent(), tag("1"));
        TestProject second = checkout().write("app.txt", "version 2\n");
        Path layout = folder.newFolder().toPath().resolve("layout");
        BuildReport report = ContainerBuild.build(
                second.request(
                        agent(),
                        List.of(new Output.Registry(List.of()), new Output.Directory(layout, List.of())),
                        tag("1"),
                        OTHER.reference(app + ":1"),
                        REGISTRY.reference("second/" + app + ":1")),
                OutputStream.nullOutputStream(),
                Progress.NONE);
        assertEquals(List.of(Outcome.CACHED, Outcome.CACHED, Outcome.MADE), outcomes(report));
        RootFileSystem wanted = Umoci.unpack(REGISTRY, app + ":1");
        assertEquals("", wanted.difference(Umoci.unpack(OTHER, app + ":1")));
        assertEquals("", wanted.difference(Umoci.unpack(REGISTRY, "second/" + app + ":1")));
        for (BuildReport.LayerSize layer : report.image().layers()) {
            byte[] bytes = Files.readAllBytes(
                    layout.resolve("blobs/sha256").resolve(layer.digest().hex()));
            assertEquals(layer.digest(), Digest.of(bytes));
        }
    }

    @Test
    public void whatDoesNotTellOfEachLayerIsNotBelieved() throws IOException {
        checkout().push(agent(), tag("1"));
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            Repository repository = client.repository(ImageReference.parse(tag("1")));
            FetchedManifest right = repository.manifest("1");
            Map<String, BiConsumer<Map<String, Object>, Map<String, Object>>> wrong = new LinkedHashMap<>();
            wrong.put("history is gone", (manifest, config) -> config.remove("history"));
            wrong.put("no diff ids", (manifest, config) -> config.put("rootfs", Map.of("diff_ids", List.of())));
            wrong.put("times of another kind", (manifest, config) -> ((List<?>) config.get("history"))
                    .forEach(entry -> edit(entry).put("created", "yesterday")));
            wrong.put("a layer more", (manifest, config) -> {
                List<Object> layers = new ArrayList<>((List<?>) manifest.get("layers"));
                layers.add(layers.get(0));
                manifest.put("layers", layers);
            });
            wrong.put("no keys", (manifest, config) -> ((List<?>) manifest.get("layers"))
                    .forEach(layer -> edit(layer).remove("annotations")));
            wrong.put("configuration is a list", (manifest, config) -> config.put("rootfs", List.of()));
            int n = 0;
            for (Map.Entry<String, BiConsumer<Map<String, Object>, Map<String, Object>>> one : wrong.entrySet()) {
                String name = "wrong" + ++n;
                store(repository, name, right, one.getValue());
                TestProject second = checkout().write("app.txt", "version of " + name + "\n");
                // The tag of this tool, which knows the layers, is for another Dockerfile.
                second.dockerfile = second.context.resolve("Dockerfile" + n);
                Files.copy(second.context.resolve("Dockerfile"), second.dockerfile);
                BuildReport report = second.push(agent(), tag(name));
                assertEquals(one.getKey(), List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE), outcomes(report));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> edit(Object json) {
        return (Map<String, Object>) json;
    }

    private static void store(
            Repository repository,
            String name,
            FetchedManifest right,
            BiConsumer<Map<String, Object>, Map<String, Object>> change) {
        Map<String, Object> manifest =
                new LinkedHashMap<>(JsonObject.parse(right.bytes()).members());
        Map<String, Object> config;
        try (var in =
                repository.blob(Descriptor.parse(JsonObject.parse(right.bytes()).object("config")))) {
            config = new LinkedHashMap<>(JsonObject.parse(in.readAllBytes()).members());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        change.accept(manifest, config);
        byte[] bytes = new JsonObject(config).toBytes();
        Descriptor described = Descriptor.of(MediaTypes.OCI_CONFIG, bytes);
        repository.upload(described, () -> new ByteArrayInputStream(bytes), moved -> {});
        manifest.put("config", described.toJson().members());
        repository.putManifest(name, right.descriptor().mediaType(), new JsonObject(manifest).toBytes());
    }

    @Test
    public void whereNothingChangedItCostsNoRequest() throws IOException {
        Path agent = agent();
        checkout().push(agent, tag("1"));
        assertTrue(
                "asks for its blobs",
                checkout().push(agent, tag("1")).decision().reused());
        REGISTRY.forgetRequests();
        assertTrue(checkout().push(agent, tag("1")).decision().reused());
        assertEquals(
                List.of("HEAD /v2/" + app + "/manifests/1 200"),
                REGISTRY.requests().stream()
                        .filter(request -> request.path().contains(app))
                        .map(Object::toString)
                        .toList());
    }

    /** What this machine has made it need not ask for. */
    @Test
    public void theSameAgentAsksForNothingMore() throws IOException {
        Path agent = agent();
        checkout().push(agent, tag("1"));
        REGISTRY.forgetRequests();
        BuildReport second = checkout().write("app.txt", "version 2\n").push(agent, tag("1"));
        assertEquals(List.of(Outcome.CACHED, Outcome.CACHED, Outcome.MADE), outcomes(second));
        assertEquals(List.of(), blobs("GET"));
        assertEquals(
                "its name, and the fingerprint's; the tag of layers is of today: " + REGISTRY.requests(),
                List.of("1", "cb-build-"),
                REGISTRY.requests().stream()
                        .filter(request ->
                                request.method().equals("PUT") && request.path().contains("/manifests/"))
                        .map(request ->
                                request.path().replaceFirst(".*/manifests/", "").replaceFirst("[0-9a-f]{40}$", ""))
                        .toList());
        assertEquals(
                "whether it was built is asked, and nothing else: " + REGISTRY.requests(),
                1,
                REGISTRY.requests().stream()
                        .filter(request ->
                                request.path().contains(app) && request.method().equals("GET"))
                        .count());
    }

    /** A registry whose tags stay where they are. */
    @Test
    public void aRegistryThatRefusesTheTagFailsNoBuild() throws IOException {
        try (FaultyProxy refusing = new FaultyProxy(REGISTRY.port())) {
            refusing.on("PUT", "/manifests/cb-layers-")
                    .always()
                    .answer(400, "{\"errors\":[{\"code\":\"TAG_INVALID\",\"message\":\"immutable\"}]}");
            String name = refusing.host() + "/" + app;
            checkout().push(agent(), name + ":1");
            BuildReport second = checkout().write("app.txt", "version 2\n").push(agent(), name + ":2");
            assertEquals(List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE), outcomes(second));
        }
    }

    /** How a registry loses a layer behind its own back. */
    private enum Loss {
        /** The bytes, which all repositories share. */
        BLOB,
        /** That the repository has it. */
        LINK
    }

    private void lose(Loss loss, Digest digest) {
        String hex = digest.hex();
        Command.deleteFolder(REGISTRY.storage()
                .resolve("docker/registry/v2")
                .resolve(
                        loss == Loss.BLOB
                                ? "blobs/sha256/" + hex.substring(0, 2) + "/" + hex
                                : "repositories/" + app + "/_layers/sha256/" + hex));
    }

    /** Who pushes after it. */
    private record Pusher(String name, Supplier<Path> agent, UnaryOperator<String> tag) {}

    @Test
    public void whatTheRegistryHasLostIsBroughtAgain() throws IOException {
        Path same = agent();
        Path fresh = agent();
        Path other = agent();
        List<Pusher> pushers = List.of(
                new Pusher("the agent that made it, which has it in its cache", () -> same, name -> name),
                new Pusher("an agent that has nothing", () -> fresh, name -> name),
                new Pusher("an agent that has nothing, under a new name", () -> other, name -> name + "-branch"));
        for (Loss loss : Loss.values()) {
            for (Pusher pusher : pushers) {
                String row = loss + ", " + pusher.name();
                app = "layers/app" + ++count;
                BuildReport first = checkout().push(same, tag("1"));
                List<BuildReport.LayerSize> layers = first.image().layers();
                lose(loss, layers.get(1).digest());
                lose(loss, layers.get(2).digest());
                TestProject changed = checkout().write("app.txt", "version " + count + "\n");
                BuildReport second =
                        changed.push(pusher.agent().get(), pusher.tag().apply(tag("1")));
                assertWhole(row, second);
                Command.deleteFolder(same);
                Command.deleteFolder(fresh);
                Command.deleteFolder(other);
            }
        }
    }

    @Test
    public void aLayerThatOnlyTheOtherRepositoryNeedsIsMadeAgainToo() throws IOException {
        BuildReport first = checkout().push(agent(), tag("1"));
        lose(Loss.BLOB, first.image().layers().get(2).digest());
        TestProject second = checkout().write("app.txt", "version 2\n");
        BuildReport pushed = second.push(agent(), tag("1"), REGISTRY.reference(app + "/copy:1"));
        assertWhole("two repositories", pushed);
    }

    /** Each blob that the image's names lead to can be read. */
    private static void assertWhole(String row, BuildReport report) throws IOException {
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            for (ImageReference name : report.image().names()) {
                Repository repository = client.repository(name);
                FetchedManifest fetched = repository.manifest(name.tag());
                Manifest manifest = Manifest.parse(fetched.descriptor().mediaType(), fetched.bytes());
                List<Descriptor> blobs = new ArrayList<>(manifest.layers());
                blobs.add(manifest.config());
                for (Descriptor blob : blobs) {
                    try (InputStream in = repository.blob(blob)) {
                        assertEquals(row, blob.size(), in.transferTo(OutputStream.nullOutputStream()));
                    }
                }
            }
        }
    }
}
