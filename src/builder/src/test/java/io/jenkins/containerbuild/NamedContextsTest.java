package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.RootFileSystem;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code --build-context} with a directory or an OCI layout, by engines: the same image as buildx or the embedded builder make. */
public class NamedContextsTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final String word = "w" + System.nanoTime();
    private Path context;
    private Path named;
    private Path cache;
    private String base;

    @Before
    public void prepare() throws IOException {
        context = folder.newFolder("context").toPath();
        named = folder.newFolder("named").toPath();
        cache = folder.newFolder("cache").toPath();
        base = TestImages.busybox(registry);
        Files.writeString(context.resolve("a"), "of the context\n");
        Files.writeString(named.resolve("a"), word + "\n");
        Files.createDirectories(named.resolve("dir/empty"));
        Files.writeString(named.resolve("dir/run.sh"), "echo " + word + "\n");
        Files.setPosixFilePermissions(named.resolve("dir"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setPosixFilePermissions(named.resolve("dir/run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.createSymbolicLink(named.resolve("dir/link"), Path.of("run.sh"));
        Files.createLink(named.resolve("dir/hard"), named.resolve("dir/run.sh"));
        Files.writeString(named.resolve("ignored"), "x");
        Files.writeString(named.resolve(".dockerignore"), "ignored\n");
    }

    private void dockerfile(String... lines) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), String.join("\n", lines) + "\n");
    }

    private String name(String kind) {
        return "localhost/named-contexts/" + kind + ":" + word;
    }

    private static String id(DockerEngine engine, String name) {
        return engine.docker("image", "inspect", "--format", "{{.Id}}", name)
                .output()
                .strip();
    }

    private static String history(DockerEngine engine, String name) {
        return engine.docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", name)
                .output();
    }

    /** They are handed to BuildKit as buildx does it. */
    @Test
    public void directoriesAreWhatBuildxMakesOfThem() throws IOException {
        DockerEngine engine = DockerEngine.v26().requireBuildx();
        dockerfile(
                "FROM " + base,
                "COPY --from=named . /all/",
                "COPY --from=named dir/ a /some/",
                "COPY --from=named --chown=5:6 dir/*.sh /own/",
                "COPY a /a",
                "RUN --mount=type=bind,from=named,source=dir,target=/m,ro ls -lR /m && /m/run.sh > /ran && touch -r /a /ran");
        engine.docker(
                        "buildx",
                        "build",
                        "--provenance=false",
                        "--build-context",
                        "named=" + named,
                        "-t",
                        name("theirs"),
                        context.toString())
                .output();
        EngineRequests ours = EngineRequests.of(engine, context, cache)
                .buildContext("named", named.toString())
                .load(name("ours"));
        ours.build();
        assertEquals(history(engine, name("theirs")), history(engine, name("ours")));
        assertEquals(engine.inspect(name("theirs")), engine.inspect(name("ours")));
        assertEquals("", engine.export(name("theirs")).difference(engine.export(name("ours"))));
        BuildReport again = ours.build();
        assertTrue(again.instructions().stream().allMatch(step -> step.outcome() == Outcome.CACHED));
        EngineRequests.byBuildx(engine, context, cache)
                .buildContext("named", named.toString())
                .load(name("buildx"))
                .build();
        assertEquals(id(engine, name("theirs")), id(engine, name("buildx")));
        assertEquals(word + "\n", engine.run(name("ours"), "cat", "/ran"));
        engine.remove(name("theirs"), name("ours"), name("buildx"));
    }

    @Test
    public void directoriesAreWhatTheEmbeddedBuilderMakesOfThem() throws IOException {
        dockerfile("FROM " + base, "COPY --from=named . /all/", "COPY --from=named dir/ a /some/", "COPY a /a");
        DockerEngine engine = DockerEngine.v26().require();
        EngineRequests request = EngineRequests.of(engine, context, cache).buildContext("named", named.toString());
        request.load(name("ours")).build();
        EngineRequests.of(engine, context, cache)
                .choose(BuilderChoice.EMBEDDED)
                .buildContext("named", named.toString())
                .load(name("embedded"))
                .build();
        RootFileSystem wanted = engine.export(name("embedded")).withoutTimes();
        assertEquals("", wanted.difference(engine.export(name("ours")).withoutTimes()));

        // Same size and time: only the content tells that it is another file.
        FileTime time = Files.getLastModifiedTime(named.resolve("a"));
        Files.writeString(named.resolve("a"), "W" + word.substring(1) + "\n");
        Files.setLastModifiedTime(named.resolve("a"), time);
        request.build();
        assertEquals("W" + word.substring(1) + "\n", engine.run(name("ours"), "cat", "/all/a"));
        engine.remove(name("ours"), name("embedded"));
    }

    @Test
    public void directoriesAreRefusedByEnginesThatDoNotKnowThem() throws IOException {
        dockerfile("FROM " + base, "COPY --from=named . /all/");
        Map<DockerEngine, String> cases =
                Map.of(DockerEngine.v20(), "1", DockerEngine.v26(), "0", DockerEngine.podman(), "1");
        cases.forEach((engine, buildKit) -> {
            InputException fault =
                    assertThrows(InputException.class, () -> EngineRequests.of(engine.require(), context, cache)
                            .buildContext("named", named.toString())
                            .variable("DOCKER_BUILDKIT", buildKit)
                            .build());
            assertTrue(fault.getMessage(), fault.getMessage().startsWith("--build-context named: a directory needs"));
        });
    }

    @Test
    public void aStageThatStartsFromADirectoryIsRefused() throws IOException {
        dockerfile("FROM named", "COPY a /a");
        InputException fault = assertThrows(
                InputException.class, () -> EngineRequests.of(DockerEngine.v26().require(), context, cache)
                        .buildContext("named", named.toString())
                        .build());
        assertTrue(
                fault.getMessage(),
                fault.getMessage().startsWith("Dockerfile:1: a stage cannot start from the directory of"));
    }

    @Test
    public void layoutsAreBasesOfEveryEngine() throws IOException {
        Path layout = folder.newFolder("layout").toPath();
        TestImages.busyboxFixture()
                .file("made", 0640, 3, 4, word)
                .config("User", "7:7")
                .write(layout, "tag");
        String place = "oci-layout://" + layout + ":tag";
        dockerfile("FROM laid", "COPY --from=laid /made /again", "COPY a /a", "ENV A=b");
        EngineRequests.of(DockerEngine.v26().require(), context, cache)
                .choose(BuilderChoice.EMBEDDED)
                .buildContext("laid", place)
                .load(name("embedded"))
                .build();
        RootFileSystem wanted = DockerEngine.v26().export(name("embedded")).withoutTimes();
        DockerEngine.v26().remove(name("embedded"));
        for (DockerEngine engine : List.of(DockerEngine.v20(), DockerEngine.v26(), DockerEngine.podman())) {
            for (String buildKit : List.of("1", "0")) {
                EngineRequests request = EngineRequests.of(engine.require(), context, cache)
                        .buildContext("laid", place)
                        .variable("DOCKER_BUILDKIT", buildKit)
                        .load(name("ours"));
                BuildReport report = request.build();
                assertEquals("laid", report.bases().get(0).requested());
                assertEquals(
                        engine + " " + buildKit,
                        "",
                        wanted.difference(engine.export(name("ours")).withoutTimes()));
                assertEquals(
                        "7:7",
                        engine.docker("image", "inspect", "--format", "{{.Config.User}}", name("ours"))
                                .output()
                                .strip());
                engine.remove(
                        name("ours"),
                        "localhost/container-build/layout:"
                                + report.bases().get(0).digest().hex());
            }
        }
    }
}
