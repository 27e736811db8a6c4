package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.report.BuildReport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A context on disk, and a request about it that a test changes. */
final class TestProject {
    static final BuildOptions OPTIONS =
            new BuildOptions(true, BuildOptions.Compression.GZIP, BuildOptions.LayerSplit.AUTO);

    final Path context;
    final Map<String, String> buildArgs = new LinkedHashMap<>();
    final Map<String, String> buildContexts = new LinkedHashMap<>();
    final Map<String, String> labels = new LinkedHashMap<>();
    final Map<String, String> annotations = new LinkedHashMap<>();
    final Map<String, SecretSource> secrets = new LinkedHashMap<>();
    Path dockerfile;
    String target = "";
    Platform platform = Platform.parse("linux/amd64");
    BuilderChoice builder = BuilderChoice.AUTO;
    BuildOptions options = OPTIONS;
    Duration maxAge = Duration.ofHours(24);
    Optional<Long> sourceDateEpoch = Optional.empty();
    Map<String, String> environment = Map.of();

    TestProject(Path context) {
        this.context = context;
    }

    TestProject write(String path, String content) {
        try {
            Path file = context.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces words of a file; fails where they are not there. */
    TestProject edit(String path, String before, String after) {
        String text = read(path);
        if (!text.contains(before)) {
            throw new AssertionError(path + " has no \"" + before + "\"");
        }
        return write(path, text.replace(before, after));
    }

    String read(String path) {
        try {
            return Files.readString(context.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestProject delete(String path) {
        try {
            Files.delete(context.resolve(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestProject link(String path, String to) {
        try {
            Files.deleteIfExists(context.resolve(path));
            Files.createSymbolicLink(context.resolve(path), Path.of(to));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestProject hardLink(String path, String to) {
        try {
            Files.deleteIfExists(context.resolve(path));
            Files.createLink(context.resolve(path), context.resolve(to));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestProject mode(String path, String permissions) {
        try {
            Files.setPosixFilePermissions(context.resolve(path), PosixFilePermissions.fromString(permissions));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestProject touch(String path, long seconds) {
        try {
            Files.setLastModifiedTime(context.resolve(path), FileTime.fromMillis(seconds * 1000));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BuildRequest request(Path cache, List<Output> outputs, String... tags) {
        return BuildRequestBuilder.of(context)
                .dockerfile(dockerfile)
                .target(target)
                .buildArgs(buildArgs)
                .contexts(buildContexts.entrySet().stream()
                        .map(entry -> NamedContext.parse(entry.getKey(), entry.getValue()))
                        .toList())
                .secrets(secrets)
                .platform(platform)
                .tags(List.of(tags).stream().map(ImageReference::parse).toList())
                .labels(labels)
                .annotations(annotations)
                .sourceDateEpoch(sourceDateEpoch)
                .outputs(outputs)
                .builder(builder)
                .options(options)
                .maxAge(maxAge)
                .registry(RegistryOptions.defaults().withEnvironment(environment))
                .cacheDirectory(cache)
                .build();
    }

    /** Builds as the agent with this cache does, and pushes. */
    BuildReport push(Path cache, String... tags) {
        return ContainerBuild.build(
                request(cache, List.of(new Output.Registry(List.of())), tags),
                OutputStream.nullOutputStream(),
                Progress.NONE);
    }
}
