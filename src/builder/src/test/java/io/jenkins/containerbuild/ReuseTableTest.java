package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Changes after which an image has to be built anew, and changes after which it must not be. The truth is what a build makes of the changed
 * project when it reuses nothing: times are clamped by a source date epoch, so that the same image has the same digest.
 */
public class ReuseTableTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String DOCKERFILE = """
            # syntax=docker/dockerfile:1
            ARG BASE=one
            ARG GLOBAL=outside
            FROM scratch AS unneeded
            COPY unneeded.txt /
            FROM scratch AS files
            COPY src /src
            COPY --chmod=640 conf/* /conf/
            FROM REGISTRY/base/${BASE}:1
            ARG VERSION=1
            ARG UNUSED=2
            ENV NAME=app \\
                KIND=test
            LABEL version=$VERSION
            WORKDIR /srv
            COPY --from=files /src ./src
            COPY --from=files --chown=app /conf /etc/app
            COPY <<EOT /inline
            hello $NAME
            EOT
            COPY --from=extra data.txt /data/
            ADD archive link a.txt /add/
            COPY executable /bin/
            EXPOSE 8080
            VOLUME /data
            USER app
            SHELL ["/bin/sh", "-c"]
            HEALTHCHECK --interval=30s CMD true
            STOPSIGNAL SIGTERM
            ENTRYPOINT ["/bin/executable"]
            CMD serve $NAME
            """;

    private static Digest before;
    private static int count;

    @BeforeClass
    public static void buildOnce() throws IOException {
        base("one", "1").push(REGISTRY, "base/one:1");
        base("two", "2").push(REGISTRY, "base/two:1");
        before = digest(project().push(agent(), REGISTRY.reference("table/app:1")));
    }

    private static ImageFixture base(String content, String user) {
        return new ImageFixture()
                .file("etc/passwd", 0644, 0, 0, "root:x:0:0::/:/bin/sh\napp:x:100" + user + ":100::/:/bin/sh\n")
                .file("etc/name", 0644, 0, 0, content)
                .layer();
    }

    private static Path agent() throws IOException {
        return FOLDER.newFolder().toPath();
    }

    private static Digest digest(BuildReport report) {
        return report.image().manifest().digest();
    }

    /** The project that each change starts from, freshly checked out. */
    private static TestProject project() throws IOException {
        TestProject project = new TestProject(FOLDER.newFolder().toPath())
                .write("Dockerfile", DOCKERFILE.replace("REGISTRY", REGISTRY.host()))
                .write(".dockerignore", "**/*.log\nsrc/ignored\n")
                .write("a.txt", "a\n")
                .write("unneeded.txt", "unneeded\n")
                .write("other/file.txt", "nobody copies it\n")
                .write("src/main.txt", "main\n")
                .write("src/sub/deep.txt", "deep\n")
                .write("src/ignored/x.txt", "x\n")
                .write("src/debug.log", "log\n")
                .write("conf/one.conf", "1\n")
                .write("conf/two.conf", "2\n")
                .write("archive", "no archive\n")
                .write("target.txt", "what a link leads to\n")
                .write("executable", "#!/bin/sh\n")
                .write("src/hard1", "hard\n")
                .mode("executable", "rwxr-xr-x")
                .link("link", "target.txt")
                .hardLink("src/hard2", "src/hard1");
        TestProject extra = extra("data.txt");
        project.buildContexts.put("extra", extra.context.toString());
        project.buildArgs.put("VERSION", "7");
        project.labels.put("team", "blue");
        project.labels.put("cost", "center");
        project.annotations.put("org.example.kind", "service");
        project.sourceDateEpoch = Optional.of(1_600_000_000L);
        return project;
    }

    private static TestProject extra(String name) throws IOException {
        return new TestProject(FOLDER.newFolder().toPath())
                .write(name, "data\n")
                .write("not-copied", "\n");
    }

    private static Map<String, Consumer<TestProject>> mustRebuild() {
        Map<String, Consumer<TestProject>> cases = new LinkedHashMap<>();
        cases.put("a file's content", p -> p.write("a.txt", "A\n"));
        cases.put(
                "content, size and time the same",
                p -> p.touch("a.txt", 1_700_000_000).write("a.txt", "b\n").touch("a.txt", 1_700_000_000));
        cases.put("a file of a stage that is copied from", p -> p.write("src/main.txt", "MAIN\n"));
        cases.put("a file far below", p -> p.write("src/sub/deep.txt", "DEEP\n"));
        cases.put("a new file", p -> p.write("src/new.txt", "new\n"));
        cases.put("a new file for a wildcard", p -> p.write("conf/three.conf", "3\n"));
        cases.put("a new empty directory", p -> p.write("src/empty/x.log", "ignored\n"));
        cases.put("a deleted file", p -> p.delete("src/sub/deep.txt"));
        cases.put("a renamed file", p -> p.delete("conf/two.conf").write("conf/2.conf", "2\n"));
        cases.put("a mode", p -> p.mode("executable", "rw-r--r--"));
        cases.put("a directory's mode", p -> p.mode("src/sub", "rwx------"));
        cases.put("where a link in a directory leads to", p -> p.link("src/l", "main.txt"));
        cases.put("what a copied link leads to", p -> p.link("link", "a.txt"));
        cases.put("content behind a copied link", p -> p.write("target.txt", "other\n"));
        cases.put("a link in place of a file", p -> p.link("src/main.txt", "sub/deep.txt"));
        cases.put("hard links become two files", p -> p.delete("src/hard2").write("src/hard2", "hard\n"));
        cases.put("the ignore file lets a file in", p -> p.write(".dockerignore", "src/ignored\n"));
        cases.put("the ignore file hides a file", p -> p.write(".dockerignore", "**/*.log\nsrc/ignored\nsrc/sub\n"));
        cases.put("a file of a named context", p -> new TestProject(Path.of(p.buildContexts.get("extra")))
                .write("data.txt", "other\n"));
        cases.put("a time before the epoch", p -> p.touch("a.txt", 1_500_000_000));
        cases.put("a used build argument", p -> p.buildArgs.put("VERSION", "8"));
        cases.put("a used build argument goes away", p -> p.buildArgs.remove("VERSION"));
        cases.put("another base by argument", p -> p.buildArgs.put("BASE", "two"));
        cases.put(
                "a base in place of another",
                p -> p.buildContexts.put(
                        REGISTRY.host() + "/base/one:1", "docker-image://" + REGISTRY.reference("base/two:1")));
        cases.put("a label", p -> p.labels.put("team", "red"));
        cases.put("one label less", p -> p.labels.remove("cost"));
        cases.put("an annotation", p -> p.annotations.put("org.example.kind", "job"));
        cases.put("the target", p -> p.target = "files");
        cases.put(
                "the compression",
                p -> p.options = new BuildOptions(true, BuildOptions.Compression.ZSTD, BuildOptions.LayerSplit.AUTO));
        cases.put("the epoch", p -> p.sourceDateEpoch = Optional.of(1_600_000_001L));
        cases.put("ENV", p -> p.edit("Dockerfile", "KIND=test", "KIND=prod"));
        cases.put(
                "the order of ENV",
                p -> p.edit("Dockerfile", "ENV NAME=app \\\n    KIND=test", "ENV KIND=test NAME=app"));
        cases.put("two layers change places", p -> p.edit("Dockerfile", "COPY --from=extra data.txt /data/\n", "")
                .edit("Dockerfile", "EXPOSE", "COPY --from=extra data.txt /data/\nEXPOSE"));
        cases.put("a default of ARG, which histories tell", p -> p.edit("Dockerfile", "UNUSED=2", "UNUSED=3"));
        cases.put("the destination", p -> p.edit("Dockerfile", "/etc/app", "/etc/application"));
        cases.put("--chmod", p -> p.edit("Dockerfile", "--chmod=640", "--chmod=600"));
        cases.put("--chown", p -> p.edit("Dockerfile", "--chown=app", "--chown=root"));
        cases.put("--exclude", p -> p.edit("Dockerfile", "COPY src", "COPY --exclude=sub src"));
        cases.put("a heredoc", p -> p.edit("Dockerfile", "hello", "goodbye"));
        cases.put("a heredoc is quoted", p -> p.edit("Dockerfile", "<<EOT", "<<\"EOT\""));
        cases.put("the heredoc's delimiter, which histories tell", p -> p.edit("Dockerfile", "EOT", "END"));
        cases.put("EXPOSE", p -> p.edit("Dockerfile", "8080", "8081"));
        cases.put("VOLUME", p -> p.edit("Dockerfile", "VOLUME /data", "VOLUME /more"));
        cases.put("USER", p -> p.edit("Dockerfile", "USER app", "USER root"));
        cases.put("WORKDIR", p -> p.edit("Dockerfile", "/srv", "/opt"));
        cases.put("SHELL", p -> p.edit("Dockerfile", "\"-c\"", "\"-ec\""));
        cases.put("HEALTHCHECK", p -> p.edit("Dockerfile", "30s", "31s"));
        cases.put("STOPSIGNAL", p -> p.edit("Dockerfile", "SIGTERM", "SIGINT"));
        cases.put("ENTRYPOINT", p -> p.edit("Dockerfile", "[\"/bin/executable\"]", "[\"/bin/executable\", \"-v\"]"));
        cases.put("CMD for exec", p -> p.edit("Dockerfile", "CMD serve $NAME", "CMD [\"serve\"]"));
        cases.put("an instruction more", p -> p.edit("Dockerfile", "USER app", "ENV A=b\nUSER app"));
        cases.put("an instruction less", p -> p.edit("Dockerfile", "EXPOSE 8080\n", ""));
        return cases;
    }

    private static Map<String, Consumer<TestProject>> mustNotRebuild() {
        Map<String, Consumer<TestProject>> cases = new LinkedHashMap<>();
        cases.put("nothing", p -> {});
        cases.put("a comment", p -> p.edit("Dockerfile", "USER", "# who it is\nUSER"));
        cases.put("a comment in a continued line", p -> p.edit("Dockerfile", "NAME=app \\\n", "NAME=app \\\n# more\n"));
        cases.put("empty lines", p -> p.edit("Dockerfile", "USER", "\n\n\nUSER"));
        cases.put("white space", p -> p.edit("Dockerfile", "EXPOSE 8080", "EXPOSE    8080"));
        cases.put("indentation", p -> p.edit("Dockerfile", "EXPOSE", "    EXPOSE"));
        cases.put("a continued line", p -> p.edit("Dockerfile", "archive link", "archive \\\n  link"));
        cases.put("one line of two", p -> p.edit("Dockerfile", "app \\\n    KIND", "app KIND"));
        cases.put("small letters", p -> p.edit("Dockerfile", "USER", "user"));
        cases.put("line ends of Windows", p -> p.edit("Dockerfile", "USER app\n", "USER app\r\n"));
        cases.put("quotes", p -> p.edit("Dockerfile", "NAME=app", "NAME=\"app\""));
        cases.put("a variable in braces", p -> p.edit("Dockerfile", "version=$VERSION", "version=${VERSION}"));
        cases.put("another syntax line", p -> p.edit("Dockerfile", "dockerfile:1", "dockerfile:1.7"));
        cases.put("no syntax line", p -> p.edit("Dockerfile", "# syntax=docker/dockerfile:1\n", ""));
        cases.put("the Dockerfile's name", p -> {
            p.write("build/App.dockerfile", p.read("Dockerfile"));
            p.dockerfile = p.context.resolve("build/App.dockerfile");
        });
        cases.put("a file that is not copied", p -> p.write("other/file.txt", "changed\n"));
        cases.put("a new file that is not copied", p -> p.write("other/new.txt", "new\n"));
        cases.put("a file of a stage that is not needed", p -> p.write("unneeded.txt", "changed\n"));
        cases.put("an ignored file", p -> p.write("src/ignored/x.txt", "changed\n"));
        cases.put("an ignored file more", p -> p.write("src/more.log", "more\n"));
        cases.put(
                "a rule of the ignore file that hits nothing",
                p -> p.write(".dockerignore", "**/*.log\nsrc/ignored\n*.tmp\n"));
        cases.put(
                "a file of a named context that is not copied",
                p -> new TestProject(Path.of(p.buildContexts.get("extra"))).write("not-copied", "changed\n"));
        cases.put("times", p -> p.touch("a.txt", 1_700_000_001).touch("src/sub/deep.txt", 1_800_000_000));
        cases.put("times of a directory", p -> p.touch("src/sub", 1_700_000_002));
        cases.put("the mode of a directory whose contents are copied", p -> p.mode("src", "rwx------"));
        cases.put("the mode of a file that gets another", p -> p.mode("other/file.txt", "rwx------"));
        cases.put("the order of build arguments", p -> {
            p.buildArgs.clear();
            p.buildArgs.put("GLOBAL", "outside");
            p.buildArgs.put("VERSION", "7");
        });
        cases.put("a build argument that nothing uses", p -> p.buildArgs.put("UNUSED", "whatever"));
        cases.put("a build argument that nothing declares", p -> p.buildArgs.put("BUILD_NUMBER", "17"));
        cases.put("an argument before FROM that nothing uses", p -> p.buildArgs.put("GLOBAL", "inside"));
        cases.put("an argument that says what the default says", p -> p.buildArgs.put("BASE", "one"));
        cases.put("the order of labels", p -> {
            p.labels.clear();
            p.labels.put("cost", "center");
            p.labels.put("team", "blue");
        });
        cases.put("which commit it is", p -> p.annotations.put("org.opencontainers.image.revision", "abc"));
        cases.put("a named context that nothing uses", p -> p.buildContexts.put("another", p.context.toString()));
        cases.put("the folder of a named context", p -> {
            try {
                p.buildContexts.put("extra", extra("data.txt").context.toString());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        cases.put("the platform of this machine, spelled out", p -> p.platform = Platform.parse("linux/amd64"));
        cases.put(
                "an instruction of a stage that is not needed",
                p -> p.edit("Dockerfile", "COPY unneeded.txt /", "ENV X=y"));
        cases.put("the name of a stage that is not needed", p -> p.edit("Dockerfile", "AS unneeded", "AS nobody"));
        cases.put(
                "a stage that is not needed goes away",
                p -> p.edit("Dockerfile", "FROM scratch AS unneeded\nCOPY unneeded.txt /\n", ""));
        cases.put(
                "another stage that is not needed",
                p -> p.edit(
                        "Dockerfile", "FROM scratch AS files", "FROM scratch AS more\nENV A=b\nFROM scratch AS files"));
        cases.put("the name of a stage that is needed", p -> p.edit("Dockerfile", "AS files", "AS parts")
                .edit("Dockerfile", "--from=files", "--from=parts"));
        cases.put("a stage by its number", p -> p.edit("Dockerfile", "--from=files", "--from=1"));
        cases.put("a name for the last stage, and that as the target", p -> {
            p.edit("Dockerfile", "base/${BASE}:1", "base/${BASE}:1 AS last");
            p.target = "last";
        });
        return cases;
    }

    @Test
    public void changesThatMustRebuild() throws IOException {
        Map<String, Consumer<TestProject>> cases = mustRebuild();
        assertTrue(cases.size() >= 30);
        for (Map.Entry<String, Consumer<TestProject>> one : cases.entrySet()) {
            Digest truth = truth(one.getValue());
            assertNotEquals(one.getKey() + " decides nothing", before, truth);
            BuildReport report = changed(one.getValue()).push(agent(), tag());
            assertEquals(one.getKey(), truth, digest(report));
        }
        System.out.println(cases.size() + " changes rebuild");
    }

    @Test
    public void changesThatMustNotRebuild() throws IOException {
        Map<String, Consumer<TestProject>> cases = mustNotRebuild();
        assertTrue(cases.size() >= 30);
        for (Map.Entry<String, Consumer<TestProject>> one : cases.entrySet()) {
            TestProject changed = changed(one.getValue());
            if (!one.getKey().equals("which commit it is")) {
                assertEquals(one.getKey() + " decides the image", before, truth(one.getValue()));
            }
            BuildReport report = changed.push(agent(), tag());
            assertTrue(one.getKey() + " builds anew", report.decision().reused());
            assertEquals(one.getKey(), before, digest(report));
        }
        System.out.println(cases.size() + " changes do not rebuild");
    }

    private static TestProject changed(Consumer<TestProject> change) throws IOException {
        TestProject project = project();
        change.accept(project);
        return project;
    }

    /** What a build makes of it that knows nothing of others. */
    private static Digest truth(Consumer<TestProject> change) throws IOException {
        return digest(changed(change).push(agent(), REGISTRY.reference("truth/app" + ++count + ":1")));
    }

    private static String tag() {
        return REGISTRY.reference("table/app:c" + ++count);
    }
}
