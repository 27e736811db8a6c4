package io.jenkins.containerbuild.dockerfile;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Checks the expected results of {@link MeaningGoldenTest} against a real engine. */
public class MeaningEngineTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private DockerEngine engine;
    private Path context;

    @Before
    public void prepare() throws IOException {
        engine = DockerEngine.v26().require();
        context = folder.getRoot().toPath();
        Files.writeString(context.resolve("a.txt"), "a\n");
        Files.writeString(context.resolve("b c.txt"), "b\n");
    }

    @Test
    public void goldenFoldersMatchAnEngine() {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (GoldenFolder golden : GoldenFolder.below("meaning")) {
            List<String> error = golden.lines("error");
            // a Dockerfile without FROM crashes the daemon of Docker 26.1
            if (error.size() < 2 || !error.get(1).equals("CRASHES")) {
                differences.addAll(difference(golden, error));
                compared++;
            }
        }
        System.out.println("golden folders compared with Docker Engine 26.1: " + compared);
        assertEquals(List.of(), differences);
    }

    private List<String> difference(GoldenFolder golden, List<String> error) {
        String reference = registry.reference("golden/" + golden + ":1");
        Command.Result result = build(golden, reference);
        try {
            boolean accepted =
                    error.isEmpty() || error.size() > 1 && error.get(1).equals("ACCEPTED");
            if (accepted != (result.exit() == 0)) {
                return List.of(golden + ": exit " + result.exit() + ": " + result.err());
            }
            if (!accepted) {
                return saysSo(error, result.err()) ? List.of() : List.of(golden + ": " + error + ": " + result.err());
            }
            return error.isEmpty() ? imageDifference(golden, reference) : List.of();
        } finally {
            engine.remove(reference);
        }
    }

    private Command.Result build(GoldenFolder golden, String reference) {
        List<String> arguments = new ArrayList<>(
                List.of("-t", reference, "-f", golden.file("Dockerfile").toString()));
        arguments.addAll(golden.lines("options"));
        return engine.buildKit(context, arguments.toArray(String[]::new)).run();
    }

    /** The second line, if present, is the message of this version; one of its alternatives must match. */
    private static boolean saysSo(List<String> error, String said) {
        String expected = error.size() > 1 ? error.get(1) : error.get(0).replaceFirst("^[0-9]*: ", "");
        for (String alternative : expected.split("\\|")) {
            if (said.contains(alternative)) {
                return true;
            }
        }
        return false;
    }

    private List<String> imageDifference(GoldenFolder golden, String reference) {
        engine.push(reference);
        JsonObject image =
                JsonObject.parse(Skopeo.config("docker://" + reference).getBytes(StandardCharsets.UTF_8));
        Map<String, Object> shown = new LinkedHashMap<>();
        for (String member : List.of("author", "config", "history")) {
            if (image.has(member)) {
                shown.put(member, image.members().get(member));
            }
        }
        image.objects("history").forEach(entry -> entry.members().remove("created"));
        String found = new JsonObject(shown).toString();
        String expected = JsonObject.parse(golden.text("image.json").getBytes(StandardCharsets.UTF_8))
                .toString();
        return found.equals(expected) ? List.of() : List.of(golden + ": " + found);
    }
}
