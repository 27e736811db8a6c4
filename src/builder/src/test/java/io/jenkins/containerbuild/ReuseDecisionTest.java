package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a report says of whether an image was reused, and why: of the same request twice on one agent, wherever the image goes. */
public class ReuseDecisionTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    private static int count;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private String app;
    private Path agent;

    @Before
    public void nameARepository() throws IOException {
        app = "decision/app" + ++count;
        agent = folder.newFolder().toPath();
    }

    /** A fresh checkout: another path, other times. */
    private TestProject checkout() throws IOException {
        return new TestProject(folder.newFolder().toPath())
                .write("Dockerfile", "FROM scratch\nCOPY a.txt /a.txt\nCOPY src /src\n")
                .write(".dockerignore", "*.log\n")
                .write("a.txt", "content\n")
                .write("src/b.txt", "more\n");
    }

    private BuildReport build(TestProject project, List<Output> outputs, String... tags) {
        return ContainerBuild.build(
                project.request(agent, outputs, Stream.of(tags).map(this::name).toArray(String[]::new)),
                OutputStream.nullOutputStream(),
                Progress.NONE);
    }

    private String name(String tag) {
        return tag.startsWith("other") ? REGISTRY.reference(tag) : REGISTRY.reference(app + ":" + tag);
    }

    private static final List<Output> PUSH = List.of(new Output.Registry(List.of()));

    private static void assertReused(BuildReport report) {
        assertTrue(report.decision().toString(), report.decision().reused());
        assertTrue(
                report.decision().reason(),
                report.decision()
                        .reason()
                        .startsWith("nothing that decides the image has changed since it was built "));
        assertTrue(report.instructions().stream().allMatch(each -> each.outcome() == Outcome.REUSED));
    }

    private static void assertBuilt(String why, BuildReport report) {
        assertFalse(report.decision().toString(), report.decision().reused());
        assertEquals(why, report.decision().reason());
    }

    private static void assertAllCached(BuildReport report) {
        assertTrue(
                report.instructions().toString(),
                report.instructions().stream().allMatch(each -> each.outcome() == Outcome.CACHED));
    }

    @Test
    public void aPushIsReused() throws IOException {
        TestProject project = checkout();
        assertBuilt(
                "no earlier build is recorded on this machine or in " + REGISTRY.host() + "/" + app,
                build(project, PUSH, "1"));
        assertReused(build(project, PUSH, "1"));
        assertReused(build(project, PUSH, "2"));
        assertReused(build(project, PUSH, "1", "latest", "3"));
        assertReused(build(checkout(), PUSH, "1"));
    }

    @Test
    public void whatIsNotSentDoesNotCount() throws IOException {
        build(checkout(), PUSH, "1");
        assertReused(build(checkout().write(".dockerignore", "*.tmp\n# other\n").write("x.log", "log"), PUSH, "1"));
        TestProject annotated = checkout();
        annotated.annotations.put("org.opencontainers.image.created", "2026-01-01T00:00:00Z");
        annotated.annotations.put("org.opencontainers.image.revision", "abc");
        assertReused(build(annotated, PUSH, "1"));
    }

    /** In other words: who labels an image with the time of its build never finds one. */
    @Test
    public void aLabelOfEachBuildCounts() throws IOException {
        TestProject project = checkout();
        project.labels.put("created", "10:00");
        build(project, PUSH, "1");
        project.labels.put("created", "10:01");
        BuildReport second = build(project, PUSH, "1");
        assertBuilt("--label changed", second);
        assertAllCached(second);
    }

    @Test
    public void itsNamesMayBeGone() throws IOException {
        TestProject project = checkout();
        build(project, PUSH, "1");
        Command.deleteFolder(REGISTRY.storage().resolve("docker/registry/v2/repositories/" + app + "/_manifests"));
        String gone = "nothing changed since the last build on this machine, but its image is not in " + REGISTRY.host()
                + "/" + app;
        BuildReport again = build(project, PUSH, "1");
        assertBuilt(gone, again);
        assertAllCached(again);
        assertReused(build(project, PUSH, "1"));
    }

    @Test
    public void anotherRepositoryDoesNotHaveIt() throws IOException {
        TestProject project = checkout();
        build(project, PUSH, "1");
        String other = "other/" + app + ":1";
        BuildReport there = build(project, PUSH, other);
        assertBuilt(
                "nothing changed since the last build on this machine, but its image is not in " + REGISTRY.host()
                        + "/other/" + app,
                there);
        assertAllCached(there);
        assertReused(build(project, PUSH, other));
        assertReused(build(project, PUSH, "1"));
    }

    /** Then nobody looks for the whole image; its layers are found all the same. */
    @Test
    public void whereItGoesElsewhereNothingIsDecided() throws IOException {
        Path archive = folder.getRoot().toPath().resolve("image.tar");
        List<Output> file = List.of(new Output.Archive(Output.Format.OCI, archive.toString(), List.of()));
        List<Output> both = List.of(PUSH.get(0), file.get(0));
        TestProject project = checkout();
        build(project, file, "1");
        for (List<Output> outputs : List.of(file, both, List.<Output>of())) {
            BuildReport report = build(project, outputs, "1");
            assertBuilt("", report);
            assertAllCached(report);
        }
        List<Output> twoPlaces = List.of(new Output.Registry(
                List.of(ImageReference.parse(name("1")), ImageReference.parse(name("other/" + app + ":1")))));
        build(project, twoPlaces);
        BuildReport twice = build(project, twoPlaces);
        assertBuilt("", twice);
        assertAllCached(twice);
    }

    @Test
    public void noCacheIsTheUsersWill() throws IOException {
        TestProject project = checkout();
        build(project, PUSH, "1");
        project.options = new BuildOptions(false, BuildOptions.Compression.GZIP, BuildOptions.LayerSplit.AUTO);
        assertBuilt("--no-cache", build(project, PUSH, "1"));
    }
}
