package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

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
import java.util.List;
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

    @Test
    public void sameAsDockerBuildOn26() throws IOException {
        compareAll(DockerEngine.v26().require(), 26);
    }

    @Test
    public void sameAsDockerBuildOn20() throws IOException {
        compareAll(DockerEngine.v20().require(), 20);
    }

    private void compareAll(DockerEngine engine, int version) throws IOException {
        List<Case> cases = cases();
        assertTrue("there are " + cases.size() + " cases", cases.size() >= 40);
        Path context = context();
        List<String> differences = new ArrayList<>();
        for (Case one : cases) {
            if (one.since() <= version) {
                String difference = difference(engine, context, one, version == 26);
                if (!difference.isEmpty()) {
                    differences.add("== " + one.name() + "\n" + difference);
                }
            }
        }
        assertEquals("", String.join("\n", differences));
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

    private String difference(DockerEngine engine, Path context, Case one, boolean anew) throws IOException {
        String theirs = "run-dockerfiles/theirs:1";
        String ours = "run-dockerfiles/ours:1";
        String fresh = "run-dockerfiles/fresh:1";
        Path cache = folder.getRoot().toPath().resolve("cache");
        try {
            List<String> options = new ArrayList<>(List.of("-t", theirs));
            one.options().forEach(word -> options.add(word.replace("\"", "")));
            String dockerfile = one.dockerfile();
            // The directive is taken out for docker build, which would pull what reads the Dockerfile from the
            // internet.
            Files.writeString(context.resolve("Dockerfile"), dockerfile.replace("# syntax=docker/dockerfile:1\n", ""));
            engine.build(context, options.toArray(String[]::new));
            Files.writeString(context.resolve("Dockerfile"), dockerfile);
            List<String> own = options.subList(2, options.size());
            EngineRequests.of(engine, context, cache).options(own).load(ours).build();
            String difference = compared("id", id(engine, theirs), id(engine, ours));
            if (!difference.isEmpty() || !anew) {
                return difference;
            }
            EngineRequests.of(engine, context, cache)
                    .options(own)
                    .withoutCache()
                    .load(fresh)
                    .build();
            return Stream.of(
                            compared("configuration", engine.inspect(theirs), engine.inspect(fresh)),
                            compared("history", history(engine, theirs), history(engine, fresh)),
                            engine.export(theirs)
                                    .withoutTimes()
                                    .difference(engine.export(fresh).withoutTimes()))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("\n"));
        } catch (RuntimeException | AssertionError e) {
            return e.toString();
        } finally {
            engine.remove(theirs, ours, fresh);
        }
    }

    private static String compared(String what, String wanted, String found) {
        return wanted.equals(found) ? "" : what + "\n    wanted " + wanted + "\n    found  " + found;
    }

    private static String id(DockerEngine engine, String name) {
        return engine.docker("image", "inspect", "--format", "{{.Id}}", name).output();
    }

    private static String history(DockerEngine engine, String name) {
        return engine.docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", name)
                .output();
    }
}
