package io.jenkins.containerbuild.advice;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.context.ContextPlanner;
import io.jenkins.containerbuild.context.CopySource;
import io.jenkins.containerbuild.context.DiskTree;
import io.jenkins.containerbuild.context.IgnoreFile;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.dockerfile.StageOptions;
import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Platform;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FindingsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private void file(String path, long bytes) throws IOException {
        Path file = folder.getRoot().toPath().resolve(path);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }

    private List<String> findings(String... sources) {
        return of(tree(), sources).stream()
                .map(each ->
                        each.rule() + " " + each.path() + " " + each.bytes() + " " + each.line() + " " + pattern(each))
                .toList();
    }

    private DiskTree tree() {
        return DiskTree.of(folder.getRoot().toPath(), IgnoreFile.NONE, "context");
    }

    /** The findings of two COPY instructions in lines 3 and 9. */
    private static List<Finding> of(DiskTree tree, String... sources) {
        String copy = "COPY [\"" + String.join("\", \"", sources) + "\", \"/\"]\n";
        String text = "FROM scratch\n\n" + copy + "\n\n\n\n\n" + copy;
        Dockerfile dockerfile = Dockerfile.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
        StageOptions options = new StageOptions("", Platform.parse("linux/amd64"), Map.of(), List.of());
        List<Stage> stages = Stages.read(dockerfile, options)
                .evaluate(base -> new ImageConfig(JsonObject.empty()))
                .stages();
        List<CopySource> copies = List.of(
                new CopySource(3, List.of(sources), List.of(), false),
                new CopySource(9, List.of(sources), List.of(), false));
        return FindingSearch.search(
                ContextPlanner.plan(tree, "Dockerfile", copies), stages, EnumSet.allOf(FindingRule.class));
    }

    private static String pattern(Finding finding) {
        return finding.advice().replaceFirst("^add (.*) to \\.dockerignore.*$", "$1");
    }

    @Test
    public void aDirectoryIsOneFinding() throws IOException {
        file(".git/objects/aa/1", 100);
        file(".git/HEAD", 10);
        file("web/node_modules/a/b.js", 1000);
        file("web/node_modules/a/node_modules/c.js", 1000);
        file("py/__pycache__/m.pyc", 7);
        file("src/Main.java", 70);
        assertEquals(
                List.of(
                        "vcs-data .git/ 110 3 .git",
                        "dependency-cache web/node_modules/ 2000 3 web/node_modules",
                        "dependency-cache py/__pycache__/ 7 3 py/__pycache__"),
                findings("."));
    }

    @Test
    public void secretsAreFoundWhereverTheyAre() throws IOException {
        for (String name : List.of(
                ".env",
                ".env.production",
                ".env.example",
                "id_rsa",
                "id_rsa.pub",
                "tls/server.key",
                "a.pem",
                "key",
                "k.p12",
                ".npmrc")) {
            file(name, 5);
        }
        assertEquals(
                List.of(
                        "secret a.pem 5 3 a.pem",
                        "secret id_rsa 5 3 id_rsa",
                        "secret k.p12 5 3 k.p12",
                        "secret tls/server.key 5 3 tls/server.key",
                        "secret .env 5 3 .env",
                        "secret .env.production 5 3 .env.production"),
                findings("."));
        assertEquals("remove it from line 3", of(tree(), ".env").get(0).advice().split(";")[0]);
    }

    @Test
    public void largeFilesArchivesAndMediaAreFound() throws IOException {
        file("dump.bin", 50_000_001);
        file("fine.bin", 50_000_000);
        file("old/backup.tar.gz", 2_000_000);
        file("old/small.zip", 99);
        file("video[1].mp4", 3_000_000);
        file("logo.png", 3_000_000);
        assertEquals(
                List.of(
                        "large-file dump.bin 50000001 3 dump.bin",
                        "media logo.png 3000000 3 logo.png",
                        "media video[1].mp4 3000000 3 video\\[1\\].mp4",
                        "archive old/backup.tar.gz 2000000 3 old/backup.tar.gz"),
                findings("."));
    }

    @Test
    public void anArchiveThatALineNamesIsWanted() throws IOException {
        file("rootfs.tar", 2_000_000);
        assertEquals(List.of(), findings("rootfs.tar"));
        assertEquals(List.of("archive rootfs.tar 2000000 3 rootfs.tar"), findings("*.tar"));
    }

    @Test
    public void thePatternLeavesItOut() throws IOException {
        file("a[b]/.git/x*y", 5);
        file("a[b]/v?.mp4", 3_000_000);
        file("!#.pem", 1);
        file("#{1}|^.pem", 1);
        DiskTree all = DiskTree.of(folder.getRoot().toPath(), IgnoreFile.NONE, "context");
        StringBuilder ignore = new StringBuilder();
        List<Finding> found = of(all, ".");
        assertEquals(4, found.size());
        found.forEach(each -> ignore.append(pattern(each)).append('\n'));
        Files.writeString(folder.getRoot().toPath().resolve(".dockerignore"), ignore);
        DiskTree less = DiskTree.of(all.root(), IgnoreFile.find(all.root()), "context");
        assertEquals(List.of(), of(less, "."));
    }

    @Test
    public void theAdviceNamesTheIgnoreFileThatCounts() throws IOException {
        file("a.tar", 200_000);
        file("App.Dockerfile.dockerignore", 0);
        Path context = folder.getRoot().toPath();
        DiskTree own = DiskTree.of(context, IgnoreFile.find(context, context.resolve("App.Dockerfile")), "context");
        assertEquals(
                "add a.tar to App.Dockerfile.dockerignore", of(own, ".").get(0).advice());
        assertEquals("add a.tar to .dockerignore", of(tree(), ".").get(0).advice());
    }
}
