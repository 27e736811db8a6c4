package io.jenkins.containerbuild.dockerfile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.dockerfile.ExternalSource.Use;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.Test;

/** Tests which stages and images a target needs, and the effects of base images and build arguments. */
public class StagesTest {
    private static final Function<ExternalSource, ImageConfig> NOTHING_KNOWN = source -> null;

    private String target = "";
    private Map<String, String> arguments = Map.of();
    private List<NamedContext> contexts = List.of();

    private Stages read(String... lines) {
        byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return Stages.read(
                Dockerfile.parse("Dockerfile", content),
                new StageOptions(target, Platform.parse("linux/arm64"), arguments, contexts));
    }

    private static List<Integer> reachable(Stages stages) {
        return stages.outlines().stream()
                .filter(StageOutline::reachable)
                .map(StageOutline::index)
                .toList();
    }

    private static final String[] SEVERAL = {
        "FROM debian:12 AS tools",
        "RUN make",
        "FROM tools AS compiled",
        "COPY . /src",
        "FROM golang AS unneeded",
        "COPY --from=nginx:1 /a /b",
        "FROM busybox AS mounted",
        "FROM scratch AS final",
        "COPY --from=compiled /bin/x /x",
        "COPY --from=alpine:3 /etc/passwd /etc/",
        "RUN --mount=type=bind,from=mounted,target=/m --mount=from=redis,target=/r true",
        "FROM final",
        "LABEL a=b",
    };

    @Test
    public void triggersOfEarlierStagesAreNeeded() {
        assertEquals(
                List.of(0, 1, 2),
                reachable(read(
                        "FROM scratch AS tools",
                        "COPY t /",
                        "FROM scratch AS base",
                        "ONBUILD COPY --from=tools /t /",
                        "FROM base")));
        assertEquals(
                List.of(0, 1, 2),
                reachable(read(
                        "FROM scratch AS tools",
                        "FROM scratch AS base",
                        "ONBUILD RUN --mount=from=tools,target=/t true",
                        "FROM base")));
    }

    /** A trigger needs a stage whose own base has a trigger, and so on; each trigger is added only once. */
    @Test
    public void triggersLeadToFurtherTriggers() {
        Stages stages = read(
                "FROM scratch AS deepest",
                "FROM scratch AS parent",
                "ONBUILD COPY --from=deepest /a /",
                "FROM parent AS middle",
                "FROM scratch AS base",
                "ONBUILD COPY --from=middle /a /",
                "ONBUILD COPY --from=alpine:3 /a /",
                "FROM base AS child",
                "FROM child");
        assertEquals(List.of(0, 1, 2, 3, 4, 5), reachable(stages));
        assertEquals(
                List.of("alpine:3"),
                stages.sources().stream().map(ExternalSource::reference).toList());
    }

    @Test
    public void triggersOfImagesCountOnceTheyAreKnown() {
        ImageConfig config = new ImageConfig(JsonObject.parse(
                "{\"config\":{\"OnBuild\":[\"COPY --from=tools /t /\"]}}".getBytes(StandardCharsets.UTF_8)));
        Stages stages = read("FROM scratch AS tools", "FROM scratch AS other", "FROM base:1");
        assertEquals(List.of(2), reachable(stages));
        assertEquals(
                List.of(0, 2),
                stages.outlines(stages.evaluate(source -> config)).stream()
                        .filter(StageOutline::reachable)
                        .map(StageOutline::index)
                        .toList());
    }

    @Test
    public void pathsHaveAtMost4096Bytes() {
        for (String instruction : new String[] {
            "WORKDIR /" + "a/".repeat(2048),
            "WORKDIR " + "\u00e9/".repeat(1400),
            "COPY x /" + "a/".repeat(30_000),
            "COPY " + "a/".repeat(30_000) + " /",
            "ADD " + "a/".repeat(30_000) + " /",
            "RUN --mount=type=tmpfs,target=/" + "a/".repeat(30_000) + " true",
            "ENV D=" + "a/".repeat(3000) + "\nWORKDIR $D"
        }) {
            Stages stages = read("FROM scratch", instruction);
            InputException error = assertThrows(InputException.class, () -> stages.evaluate(NOTHING_KNOWN));
            assertTrue(
                    error.getMessage(),
                    error.getMessage()
                            .matches("Dockerfile:[23]: the path .* has \\d+ bytes, more than 4096; shorten it"));
        }
        String[] steps = ("FROM scratch\n" + ("WORKDIR " + "a/".repeat(500) + "\n").repeat(5)).split("\n");
        InputException error =
                assertThrows(InputException.class, () -> read(steps).evaluate(NOTHING_KNOWN));
        assertTrue(error.getMessage(), error.getMessage().startsWith("Dockerfile:6: the path "));
    }

    @Test
    public void targetNeedsItsBasesAndSourcesOfItsFiles() {
        assertEquals(List.of(0, 1, 3, 4, 5), reachable(read(SEVERAL)));
        target = "COMPILED";
        assertEquals(List.of(0, 1), reachable(read(SEVERAL)));
    }

    @Test
    public void imagesOfNeededStagesAreListedOnceWithTheirLines() {
        assertEquals(
                List.of(
                        new ExternalSource("debian:12", NamedContext.Image.parse("debian:12"), "", 1, Use.BASE),
                        new ExternalSource("busybox", NamedContext.Image.parse("busybox"), "", 7, Use.BASE),
                        new ExternalSource("alpine:3", NamedContext.Image.parse("alpine:3"), "", 10, Use.FILES),
                        new ExternalSource("redis", NamedContext.Image.parse("redis"), "", 11, Use.FILES)),
                read(SEVERAL).sources());
    }

    @Test
    public void stagesAreReferencedByIndex() {
        List<Stage> stages = read(SEVERAL).evaluate(NOTHING_KNOWN).stages();
        Stage last = stages.get(stages.size() - 2);
        assertEquals("1", ((Instruction.Copy) last.instructions().get(0)).from());
        assertEquals("alpine:3", ((Instruction.Copy) last.instructions().get(1)).from());
        Instruction.Run run = (Instruction.Run) last.instructions().get(2);
        assertEquals(
                List.of("3", "redis"), run.mounts().stream().map(Mount::from).toList());
    }

    @Test
    public void theSameImageForTwoPlatformsIsTwoSources() {
        List<ExternalSource> sources = read(
                        "FROM --platform=$BUILDPLATFORM debian AS a", "FROM debian", "COPY --from=a /x /y")
                .sources();
        assertEquals(
                List.of(Platform.ofThisMachine().toString(), ""),
                sources.stream().map(ExternalSource::platform).toList());
    }

    @Test
    public void theConfigurationOfABaseIsAskedForOnce() {
        List<ExternalSource> asked = new ArrayList<>();
        read("FROM debian AS a", "FROM debian AS b", "COPY --from=a /x /y", "FROM b")
                .evaluate(source -> {
                    asked.add(source);
                    return null;
                });
        assertEquals(List.of(new ExternalSource("debian", NamedContext.Image.parse("debian"), "", 1, Use.BASE)), asked);
    }

    @Test
    public void namedContextReplacesAnImageAndAStage() {
        contexts = List.of(directory("alpine"), directory("gen"), directory("docker.io/library/extra:latest"));
        Stages stages = read(
                "FROM nothing:1 AS gen",
                "RUN never",
                "FROM alpine:latest",
                "COPY --from=gen /a /b",
                "COPY --from=extra /a /b",
                "RUN --mount=from=extra,target=/x true");
        assertEquals(
                List.of(
                        new ExternalSource("gen", directory("gen"), "", 1, Use.BASE),
                        new ExternalSource("alpine:latest", directory("alpine"), "", 3, Use.BASE),
                        new ExternalSource("extra", directory("docker.io/library/extra:latest"), "", 5, Use.FILES)),
                stages.sources());
        Stage replaced = stages.evaluate(NOTHING_KNOWN).stages().get(0);
        assertEquals("gen", replaced.base());
        assertEquals(List.of(), replaced.instructions());
    }

    private static NamedContext directory(String name) {
        return new NamedContext.Directory(name, Path.of("any"));
    }

    @Test
    public void triggersOfABaseImageComeFirstAndAddTheirSources() {
        ImageConfig base = config("""
                {"os":"linux","architecture":"arm64","config":{"Env":["PATH=/p","V=1.0"],"OnBuild":
                ["ENV W=$V","COPY --from=helper /a /b","copy --from=busybox:1 <<EOF /c\\nhi $W\\nEOF"]}}""");
        Stages stages = read("FROM debian AS helper", "LABEL h=1", "FROM base:1", "LABEL own=$W");
        assertEquals(List.of(1), reachable(stages));

        Evaluation evaluation = stages.evaluate(source -> source.reference().equals("base:1") ? base : null);

        assertEquals(List.of("debian", "base:1", "busybox:1"), references(evaluation.sources()));
        Stage stage = evaluation.stages().get(1);
        assertEquals(List.of("ENV", "COPY", "COPY", "LABEL"), keywords(stage));
        assertEquals(
                List.of(3, 3, 3, 4),
                stage.instructions().stream().map(i -> i.position().line()).toList());
        assertEquals("0", ((Instruction.Copy) stage.instructions().get(1)).from());
        assertEquals(
                List.of(new Instruction.InlineFile("EOF", "hi 1.0\n")),
                ((Instruction.Copy) stage.instructions().get(2)).inlineFiles());
        assertEquals(
                List.of(new Instruction.Pair("own", "1.0")),
                ((Instruction.Label) stage.instructions().get(3)).labels());
    }

    private static ImageConfig config(String json) {
        return ImageConfig.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> references(List<ExternalSource> sources) {
        return sources.stream().map(ExternalSource::reference).toList();
    }

    private static List<String> keywords(Stage stage) {
        return stage.instructions().stream().map(i -> i.position().keyword()).toList();
    }

    @Test
    public void aWrongTriggerIsAnErrorAtTheFromThatPullsIt() {
        ImageConfig base =
                config("{\"os\":\"linux\",\"architecture\":\"arm64\",\"config\":{\"OnBuild\":[\"RUNN x\"]}}");
        Stages stages = read("ARG X", "FROM base:1");
        InputException e = assertThrows(InputException.class, () -> stages.evaluate(source -> base));
        assertTrue(
                e.getMessage(),
                e.getMessage().startsWith("Dockerfile:2: unknown instruction: RUNN (did you mean RUN?)"));
    }

    @Test
    public void anArgumentSeesThoseBeforeItInTheSameInstruction() {
        Stage stage = read("FROM scratch", "ARG A=1 B=${A}2 C=${B}3", "LABEL c=$C")
                .evaluate(NOTHING_KNOWN)
                .stages()
                .get(0);
        assertEquals(
                List.of(new Instruction.Pair("c", "123")),
                ((Instruction.Label) stage.instructions().get(1)).labels());
    }

    @Test
    public void undeclaredBuildArgumentsAreReportedAsUnused() {
        arguments = Map.of("G", "1", "S", "2", "OTHER", "3", "TYPO", "4", "HTTP_PROXY", "5", "BUILDKIT_X", "6");
        Evaluation evaluation = read(
                        "ARG G", "FROM scratch AS other", "ARG OTHER", "FROM scratch", "ARG S=x", "LABEL a=$S")
                .evaluate(NOTHING_KNOWN);
        assertEquals(List.of("TYPO"), evaluation.unusedBuildArguments());
    }

    @Test
    public void anArgumentThatOnlyATriggerDeclaresIsUsed() {
        arguments = Map.of("T", "1");
        ImageConfig base = config("{\"os\":\"linux\",\"architecture\":\"arm64\",\"config\":{\"OnBuild\":[\"ARG T\"]}}");
        Evaluation evaluation = read("FROM base:1", "LABEL t=$T").evaluate(source -> base);
        assertEquals(List.of(), evaluation.unusedBuildArguments());
    }

    @Test
    public void aNameThatIsNearlyAStageIsSuggested() {
        Stages stages = read("FROM scratch AS builder", "FROM scratch", "COPY --from=bulider /a /b");
        assertEquals(" (did you mean builder?)", stages.nearestStage("bulider"));
        assertEquals("", stages.nearestStage("nginx"));
    }

    @Test
    public void heredocsOfRunArePassedToTheShell() {
        List<Instruction> run = read(
                        "FROM scratch",
                        "RUN <<-EOF",
                        "\techo $A",
                        "EOF",
                        "RUN <<EOF",
                        "#!/usr/bin/env python3",
                        "EOF",
                        "RUN cat <<EOF > x",
                        "y",
                        "EOF")
                .evaluate(NOTHING_KNOWN)
                .stages()
                .get(0)
                .instructions();
        assertEquals(
                List.of("echo $A\n"), ((Instruction.Run) run.get(0)).command().arguments());
        assertEquals(
                new Command(
                        true,
                        List.of("/dev/pipes/EOF"),
                        List.of(new Instruction.InlineFile("EOF", "#!/usr/bin/env python3\n"))),
                ((Instruction.Run) run.get(1)).command());
        assertEquals(
                List.of("cat <<EOF > x\ny\nEOF"),
                ((Instruction.Run) run.get(2)).command().arguments());
    }

    /** Mounts and parts of the expected error messages. */
    private static final String[][] WRONG_MOUNTS = {
        {"type=bnid,target=/x", "unsupported mount type \"bnid\" (did you mean bind?)"},
        {"type=bind,targt=/x", "unexpected key 'targt' in 'targt=/x' (did you mean target?)"},
        {"type=bind,target", "invalid field 'target' must be a key=value pair"},
        {"type=bind,from=$X,target=/x", "'from' doesn't support variable expansion"},
        {"type=bind,target=/", "invalid mount target \"/\""},
        {"type=tmpfs", "invalid mount target \"\""},
        {"type=bind,target=/x,uid=1", "uid not allowed for \"bind\" type mounts"},
        {"type=cache,target=/x,mode=9", "invalid value 9 for mode"},
        {"type=cache,target=/x,sharing=some", "unsupported sharing value \"some\""},
        {"type=bind,target=/x,sharing=locked", "invalid cache sharing set for bind mount"},
        {"type=bind,target=/x,ro=maybe", "invalid value for ro: maybe"},
        {"type=bind,target=/x,required", "unexpected key 'required' for mount type 'bind'"},
        {"type=secret", "one of source, target required"},
        {"type=secret,id=a,source=b", "both source and id can't be set"},
        {"type=secret,id=a,from=b", "secret mount should not have a from"},
    };

    @Test
    public void wrongMountsAreErrorsAtTheirLine() {
        for (String[] row : WRONG_MOUNTS) {
            InputException e = assertThrows(
                    row[0], InputException.class, () -> read("FROM scratch", "", "RUN --mount=" + row[0] + " true")
                            .evaluate(NOTHING_KNOWN));
            assertTrue(e.getMessage(), e.getMessage().startsWith("Dockerfile:3: "));
            assertTrue(e.getMessage(), e.getMessage().contains(row[1]));
        }
    }

    @Test
    public void mountOptionsAreExpandedAndMayBeQuoted() {
        Stage stage = read(
                        "FROM scratch",
                        "ENV D=/d",
                        "RUN --mount=type=bind,src=a,dst=$D,rw '--mount=type=cache,\"target=/x,y\"' true")
                .evaluate(NOTHING_KNOWN)
                .stages()
                .get(0);
        List<Mount> mounts = ((Instruction.Run) stage.instructions().get(1)).mounts();
        assertEquals("a", mounts.get(0).source());
        assertEquals("/d", mounts.get(0).target());
        assertEquals("true", mounts.get(0).options().get("rw"));
    }

    @Test
    public void commandLineLabelsWin() {
        ConfigState state = ConfigState.scratch(Platform.parse("linux/amd64"));
        new Instruction.Label(null, List.of(new Instruction.Pair("a", "1"), new Instruction.Pair("b", "2")))
                .applyTo(state);
        state.addLabels(Map.of("b", "3"));
        assertEquals(Map.of("a", "1", "b", "3"), state.container().stringMap("Labels"));
    }

    @Test
    public void onlyInheritedMembersOfABaseAreKept() {
        ConfigState state = ConfigState.of(config("""
                {"os":"linux","architecture":"arm64","variant":"v8","author":"me","container":"x","docker_version":"1",
                "config":{"Hostname":"h","Image":"sha256:1","User":"u","Cmd":["c"],"Entrypoint":null,"Tty":false,
                "Env":["A=1","NOEQUALS"],"OnBuild":["RUN x"],"Healthcheck":{"Test":["NONE"],"Retries":0},
                "Volumes":{"/v":{}},"WorkingDir":"","Labels":{"z":"1","a":"2"}}}"""));
        assertEquals(
                "{\"User\":\"u\",\"Env\":[\"A=1\",\"NOEQUALS\",\"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
                        + "/sbin:/bin\"],\"Cmd\":[\"c\"],\"Volumes\":{\"/v\":{}},\"Labels\":{\"a\":\"2\",\"z\":\"1\"},"
                        + "\"Healthcheck\":{\"Test\":[\"NONE\"]}}",
                state.container().toString());
    }
}
