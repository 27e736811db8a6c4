package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code --cache-from} and {@code --cache-to}: an agent whose engine knows nothing of a build takes its layers from the registry. */
public class LayerCachesTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry().withUser("agent", "a-pass");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DockerEngine engine = DockerEngine.v26();
    private RegistryOptions options;
    private final List<String> warnings = new ArrayList<>();
    private Path context;
    private Path cache;
    private String base;

    private final Progress listening = new Progress() {
        @Override
        public void warning(String message) {
            warnings.add(message);
        }
    };

    @Before
    public void prepare() throws IOException {
        engine.requireBuildx();
        context = folder.newFolder("context").toPath();
        cache = folder.newFolder("cache").toPath();
        base = TestImages.busybox(registry);
        options = RegistryOptions.defaults()
                .withCredential(registry.host(), Credential.ofPassword("agent", "a-pass", "test"));
    }

    private EngineRequests docker() {
        return EngineRequests.of(engine, context, cache).registry(options);
    }

    private EngineRequests buildx() {
        return EngineRequests.byBuildx(engine, context, cache).registry(options);
    }

    /** Without the cache the emptied engine runs the commands again, so it is empty; with it, it runs none. The registry wants a password. */
    @Test
    public void anEmptiedEngineTakesLayersFromTheRegistry() throws IOException {
        Map<String, Supplier<EngineRequests>> builders = Map.of("docker", this::docker, "buildx", this::buildx);
        for (Map.Entry<String, Supplier<EngineRequests>> builder : builders.entrySet()) {
            String word = "w" + System.nanoTime();
            Files.writeString(context.resolve("a"), word);
            Files.writeString(
                    context.resolve("Dockerfile"),
                    "FROM " + base + "\nRUN echo " + word + " > /one\nCOPY a /a" + word + "\nRUN echo " + word
                            + " > /two\n");
            String first = registry.reference("team/first:" + word);
            BuildReport pushed =
                    builder.getValue().get().cacheTo("type=inline").push(first).build();
            assertEquals(builder.getKey(), List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE), outcomes(pushed));

            engine.remove(first);
            engine.forgetSteps(word);
            String second = registry.reference("team/second:" + word);
            BuildReport anew = builder.getValue().get().push(second).build();
            assertEquals(builder.getKey(), List.of(Outcome.MADE, Outcome.MADE, Outcome.MADE), outcomes(anew));

            engine.remove(second);
            engine.forgetSteps(word);
            String third = registry.reference("team/third:" + word);
            BuildReport cached =
                    builder.getValue().get().cacheFrom(first).push(third).build(listening);
            assertEquals(builder.getKey(), List.of(Outcome.CACHED, Outcome.CACHED, Outcome.CACHED), outcomes(cached));
            assertEquals(
                    pushed.image().layers().get(1).digest(),
                    cached.image().layers().get(1).digest());
            engine.remove(third);
        }
        assertEquals(List.of(), warnings);
    }

    private static List<Outcome> outcomes(BuildReport report) {
        return report.instructions().stream()
                .map(BuildReport.Instruction::outcome)
                .toList();
    }

    @Test
    public void cacheThatIsNotThereIsTold() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM " + base + "\nRUN true\n");
        String none = registry.reference("no/such:1");
        docker().cacheFrom(none).build(listening);
        buildx().cacheFrom("type=registry,ref=" + none).build(listening);
        assertEquals(warnings.toString(), 2, warnings.size());
        for (String warning : warnings) {
            assertTrue(warning, warning.startsWith("--cache-from " + none + ": "));
            assertTrue(warning, warning.endsWith("not found"));
        }
    }

    @Test
    public void whatAnEngineCannotDoIsRefused() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM " + base + "\nRUN true\n");
        String place = "type=registry,ref=" + registry.reference("team/cache:1");
        Map<EngineRequests, String> cases = Map.of(
                docker().cacheTo(place),
                "an engine writes no cache but type=inline, into the image that it pushes; --builder"
                        + " buildkit:ADDRESS writes others",
                docker().cacheFrom(place + ",compression=zstd"),
                "an engine takes layers from type=registry,ref=REF; --builder buildkit:ADDRESS takes others",
                docker().cacheFrom(place).variable("DOCKER_BUILDKIT", "0"),
                "need an engine with BuildKit",
                buildx().cacheTo(place),
                "an engine writes no cache but type=inline");
        cases.forEach((request, message) -> {
            InputException fault = assertThrows(message, InputException.class, request::build);
            assertTrue(fault.getMessage(), fault.getMessage().contains(message));
        });
    }

    @Test
    public void withoutAnEngineTheyHaveNothingToSay() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM " + base + "\nLABEL a=b\n");
        BuildReport report = docker().choose(BuilderChoice.EMBEDDED)
                .cacheFrom("other/place:1")
                .cacheTo("type=inline")
                .push(registry.reference("team/embedded:1"))
                .build();
        assertTrue(
                report.notes().toString(),
                report.notes().get(0).startsWith("--cache-from and --cache-to apply to engines only;"));
    }
}
