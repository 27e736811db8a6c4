package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Dockerfiles with commands, each built by {@code docker build} with BuildKit and by us on the same engine. With the engine's cache both must
 * be the very same image, since each step must have the same cache key; on the newer engine also built anew, with the same configuration,
 * history and root file system.
 */
public class RunDockerfilesTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** @param since the oldest engine that knows what the Dockerfile uses */
    private record Case(String name, int since, List<String> options, String dockerfile) {}

    /** How an engine is compared with itself. */
    private enum How {
        /** With the engine's cache, all in all. */
        CACHED,
        /** With the engine's cache and anew. */
        ANEW,
        /** Without BuildKit. */
        PLAIN,
        /** With the engine's cache, handed over by buildx. */
        BUILDX
    }

    @Test
    public void sameAsDockerBuildOn26() throws IOException {
        assertEquals("", differences(DockerEngine.v26().require(), cases(), How.ANEW));
    }

    @Test
    public void sameAsDockerBuildOn20() throws IOException {
        List<Case> known = cases().stream().filter(one -> one.since() <= 20).toList();
        assertEquals("", differences(DockerEngine.v20().require(), known, How.CACHED));
    }

    @Test
    public void sameAsTheClassicBuilder() throws IOException {
        assertEquals("", differences(DockerEngine.v20().require(), plainCases(), How.PLAIN));
    }

    @Test
    public void sameAsPodman() throws IOException {
        assertEquals("", differences(DockerEngine.podman().require(), plainCases(), How.PLAIN));
    }

    @Test
    public void sameAsDockerBuildByBuildx() throws IOException {
        Set<String> names = Set.of(
                "whole context less the ignore file's",
                "names that are not ASCII",
                "links",
                "from scratch at the end",
                "a target in the middle",
                "copy from an image",
                "base by argument",
                "labels of the command line",
                "onbuild of the base",
                "bind mount from an image",
                "secret mount",
                "heredoc script");
        List<Case> some =
                cases().stream().filter(one -> names.contains(one.name())).toList();
        assertEquals(names.size(), some.size());
        assertEquals("", differences(DockerEngine.v26().requireBuildx(), some, How.BUILDX));
    }

    /** Those that every engine can build; a copied ignore file gets a line more. */
    private List<Case> plainCases() throws IOException {
        List<Case> plain = cases().stream()
                .filter(one -> one.since() <= 20
                        && !one.dockerfile().contains("--mount")
                        && !one.dockerfile().contains("--platform")
                        && !one.dockerfile().contains("TARGETARCH")
                        && !one.dockerfile().contains("broken")
                        && !one.dockerfile().contains("/own/deep")
                        && !one.dockerfile().contains("COPY . "))
                .toList();
        assertTrue(plain.size() + " cases", plain.size() >= 10);
        return plain;
    }

    private String differences(DockerEngine engine, List<Case> cases, How how) throws IOException {
        Path context = context();
        List<String> differences = new ArrayList<>();
        for (Case one : cases) {
            String difference = difference(engine, context, one, how);
            if (!difference.isEmpty()) {
                differences.add("== " + one.name() + "\n" + difference);
            }
        }
        return String.join("\n", differences);
    }

    private List<Case> cases() throws IOException {
        String base = TestImages.busybox(registry);
        String other = TestImages.busyboxFixture()
                .layer()
                .file("etc/passwd", 0644, 0, 0, "root:x:0:0::/:/bin/sh\napp:x:7:7::/:/bin/sh\n")
                .push(registry, "base/other:1");
        String onBuild = TestImages.busyboxFixture()
                .config("OnBuild", List.of("COPY a.txt /triggered", "RUN cat /triggered > /copied"))
                .push(registry, "base/onbuild:1");
        Path secret = folder.newFile("secret").toPath();
        Files.writeString(secret, "hidden");
        String text;
        try (InputStream in = getClass().getResourceAsStream("run-dockerfiles.txt")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        text = text.replaceAll("\\bONBUILD\n", onBuild + "\n")
                .replaceAll("\\bBASE\\b(?!\\})", base)
                .replaceAll("\\bOTHER\\b", other)
                .replaceAll("\\bSECRET\\b", secret.toString());
        List<Case> cases = new ArrayList<>();
        for (String part : text.split("(?m)^== ")) {
            if (!part.isEmpty()) {
                cases.add(parse(part));
            }
        }
        assertTrue("there are " + cases.size() + " cases", cases.size() >= 40);
        return cases;
    }

    private static Case parse(String part) {
        int end = part.indexOf('\n');
        String[] fields = part.substring(0, end).split("\\|");
        int since = fields.length > 1 && !fields[1].isBlank() ? Integer.parseInt(fields[1].strip()) : 20;
        List<String> options = fields.length > 2
                ? Stream.of(fields[2].strip().split(" (?=--)|(?<=--[a-z-]{1,20}) "))
                        .toList()
                : List.of();
        return new Case(fields[0].strip(), since, options, part.substring(end + 1));
    }

    private Path context() throws IOException {
        Path context = folder.newFolder("context").toPath();
        Files.writeString(context.resolve("a.txt"), "a\n");
        Files.createDirectories(context.resolve("dir/sub"));
        Files.createDirectories(context.resolve("dir/empty"));
        Files.writeString(context.resolve("dir/b.txt"), "b\n");
        Files.setPosixFilePermissions(context.resolve("dir/b.txt"), PosixFilePermissions.fromString("rw-r-----"));
        Files.writeString(context.resolve("dir/sub/c.txt"), "c\n");
        Files.writeString(context.resolve("script.sh"), "#!/bin/sh\necho script\n");
        Files.setPosixFilePermissions(context.resolve("script.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(context.resolve("names"));
        Files.writeString(context.resolve("names/ünï.txt"), "ü\n");
        Files.createSymbolicLink(context.resolve("link.txt"), Path.of("a.txt"));
        Files.createDirectories(context.resolve("links"));
        Files.createSymbolicLink(context.resolve("links/to-b"), Path.of("b"));
        Files.writeString(context.resolve("links/b"), "linked at " + System.nanoTime() + "\n");
        Files.createLink(context.resolve("links/hard"), context.resolve("links/b"));
        Files.createDirectories(context.resolve("ignored"));
        Files.writeString(context.resolve("ignored/x"), "x\n");
        Files.writeString(context.resolve(".dockerignore"), "ignored\n");
        io.jenkins.containerbuild.testing.Command.of(
                        "tar", "-C", context.toString(), "-cf", "files.tar", "dir", "links")
                .in(context)
                .output();
        return context;
    }

    private String difference(DockerEngine engine, Path context, Case one, How how) throws IOException {
        // Engines are shared: another run of this test may be under way.
        String theirs = "localhost/run-dockerfiles/theirs:" + System.nanoTime();
        String ours = "localhost/run-dockerfiles/ours:" + System.nanoTime();
        List<String> options =
                one.options().stream().map(word -> word.replace("\"", "")).toList();
        Path cache = folder.getRoot().toPath().resolve("cache");
        try {
            buildTheirs(engine, context, one, how, theirs, options);
            Files.writeString(context.resolve("Dockerfile"), one.dockerfile());
            EngineRequests request = how == How.BUILDX
                    ? EngineRequests.byBuildx(engine, context, cache)
                    : EngineRequests.of(engine, context, cache);
            request.options(options).load(ours);
            if (how == How.PLAIN) {
                request.variable("DOCKER_BUILDKIT", "0").withoutCache().build();
                return difference(engine, theirs, ours);
            }
            BuildReport report = request.build();
            String difference = compared("id", id(engine, theirs), id(engine, ours));
            if (!difference.isEmpty()) {
                return difference + "\n    " + outcomes(report) + "\n    " + storedBases(engine);
            }
            if (how == How.ANEW) {
                request.withoutCache().build();
                return difference(engine, theirs, ours);
            }
            return "";
        } catch (RuntimeException | AssertionError e) {
            return e.toString();
        } finally {
            engine.remove(theirs, ours);
        }
    }

    /** Which steps the engine did not take from its cache. */
    private static String outcomes(BuildReport report) {
        return report.instructions().stream()
                .map(step -> "line " + step.line() + " " + step.outcome())
                .collect(Collectors.joining(", "));
    }

    /** Bases that the engine has under their own names: it then uses another key for what {@code docker build} makes of them. */
    private String storedBases(DockerEngine engine) {
        return "in the engine's store: "
                + engine.docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", registry.host() + "/*/*")
                        .output()
                        .replace('\n', ' ');
    }

    private static void buildTheirs(
            DockerEngine engine, Path context, Case one, How how, String name, List<String> options)
            throws IOException {
        // The directive is taken out for docker build, which would pull what reads the Dockerfile from the internet.
        String dockerfile = one.dockerfile().replace("# syntax=docker/dockerfile:1\n", "");
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        List<String> words = new ArrayList<>(List.of("-t", name));
        words.addAll(options);
        if (how == How.PLAIN) {
            engine.classicBuild(context, words.toArray(String[]::new)).run().orFail();
        } else {
            engine.build(context, words.toArray(String[]::new));
        }
    }

    private static String difference(DockerEngine engine, String theirs, String ours) {
        return Stream.of(
                        compared("configuration", configuration(engine, theirs), configuration(engine, ours)),
                        compared("history", history(engine, theirs), history(engine, ours)),
                        engine.export(theirs)
                                .withoutTimes()
                                .difference(engine.export(ours).withoutTimes()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String compared(String what, String wanted, String found) {
        return wanted.equals(found) ? "" : what + "\n    wanted " + wanted + "\n    found  " + found;
    }

    private static String id(DockerEngine engine, String name) {
        return engine.docker("image", "inspect", "--format", "{{.Id}}", name).output();
    }

    /** Without the classic builder's note of what image it was made from. */
    private static String configuration(DockerEngine engine, String name) {
        return engine.inspect(name).replaceAll("\"Image\":\"sha256:[0-9a-f]{64}\"", "\"Image\":\"\"");
    }

    /**
     * The classic builder adds a hash of the tar's headers, which docker build writes with bits for the file's type; podman takes
     * {@code --label} in any order.
     */
    private static String history(DockerEngine engine, String name) {
        List<String> lines =
                new ArrayList<>(List.of(engine.docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", name)
                        .output()
                        .replaceAll("(file|dir|multi):[0-9a-f]{64}", "$1")
                        .split("\n")));
        int labels = 0;
        while (labels < lines.size() && lines.get(labels).startsWith("/bin/sh -c #(nop) LABEL \"")) {
            labels++;
        }
        Collections.sort(lines.subList(0, labels));
        return String.join("\n", lines);
    }
}
