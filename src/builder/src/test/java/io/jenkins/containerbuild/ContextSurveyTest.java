package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.ContainerBuild.Detail;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.report.BuildReport;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a build tells of the files that it did not need. */
public class ContextSurveyTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BuildReport.Context build(TestProject project, Set<Detail> details) throws IOException {
        File cache = folder.newFolder();
        return ContainerBuild.build(
                        project.request(cache.toPath(), List.of()),
                        details,
                        OutputStream.nullOutputStream(),
                        Progress.NONE)
                .context();
    }

    private TestProject project() throws IOException {
        return new TestProject(folder.newFolder().toPath())
                .write("Dockerfile", "FROM scratch\nCOPY app /\n")
                .write("app/a", "12345")
                .write("node_modules/m/x.js", "1234567")
                .write("doc/b", "1");
    }

    @Test
    public void nobodyCountsUnasked() throws IOException {
        assertEquals(new BuildReport.Context(-1, -1, -1, 1, 5), build(project(), Set.of()));
    }

    @Test
    public void filesAreCountedAndDirectoriesThatWereLeftOutAreNamed() throws IOException {
        BuildReport.Context context = build(project(), Set.of(Detail.CONTEXT_TOTALS));
        assertEquals(4, context.totalFiles());
        assertEquals("FROM scratch\nCOPY app /\n".length() + 13, context.totalBytes());
        assertEquals(
                List.of(new BuildReport.LeftOut("node_modules/", 1, 7), new BuildReport.LeftOut("doc/", 1, 1)),
                context.leftOut());
    }

    @Test
    public void aDirectoryThatVanishesCostsNoBuild() throws IOException, InterruptedException {
        TestProject project = project();
        for (int i = 0; i < 2_000; i++) {
            project.write("many/" + i + "/file", "");
        }
        Thread deleting = new Thread(() -> {
            for (int i = 1_999; i >= 0; i--) {
                new File(project.context.toFile(), "many/" + i + "/file").delete();
                new File(project.context.toFile(), "many/" + i).delete();
            }
        });
        deleting.start();
        BuildReport.Context context = build(project, Set.of(Detail.CONTEXT_TOTALS));
        deleting.join();
        assertEquals(1, context.sentFiles());
        assertTrue(context.toString(), context.totalFiles() == -1 || context.totalFiles() >= 4);
    }
}
