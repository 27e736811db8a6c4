package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.docker.BuildxBuilder;
import io.jenkins.containerbuild.builder.docker.BuildxImage;
import io.jenkins.containerbuild.builder.docker.BuildxInput;
import io.jenkins.containerbuild.builder.docker.EngineInput;
import io.jenkins.containerbuild.builder.docker.PushedImage;
import io.jenkins.containerbuild.dockerfile.syntax.CsvFields;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds with a buildx builder, which makes the image and writes all outputs itself. */
record BuildxBuild(BuildTask task) implements ImageBuilder {
    @Override
    public BuildResult build(Outlets outlets) {
        if (task.gate().holdsLayers()) {
            throw new InputException(
                    Setting.BUILDER.inWords("buildx") + " pushes while it builds, so rules on the size of the image or"
                            + " its layers cannot refuse in time; use " + Setting.BUILDER.inWords("docker")
                            + ", or set the rules to warn");
        }
        BuildServices with = task.services();
        BuildxImage image = new BuildxBuilder(with.client(), request().registry(), with.cache())
                .build(task.plan(), input(), targets(), outlets.standardOutput(), with.timer(), with.progress());
        return result(image);
    }

    private BuildRequest request() {
        return task.request();
    }

    private BuildxInput input() {
        List<String> tags =
                request().outputs().isEmpty() ? texts(request().image().tags()) : List.of();
        EngineInput engine = new EngineInput(
                task.dockerfile(),
                request().source().target(),
                request().source().buildArgs(),
                task.needed().context(),
                task.needed().named(),
                request().source().secrets(),
                tags);
        Path file = request().source().dockerfilePath();
        Path ignoreFile = file.resolveSibling(file.getFileName() + ".dockerignore");
        return new BuildxInput(
                request().builder().builder(),
                engine,
                request().source().context(),
                Files.isRegularFile(ignoreFile) ? Optional.of(ignoreFile) : Optional.empty(),
                contexts(),
                request().outputs().stream().map(this::option).toList());
    }

    /** Named contexts to pass to buildx. Images are left out: the Dockerfile sent names them with their digests. */
    private Map<String, String> contexts() {
        Map<String, String> contexts = new LinkedHashMap<>();
        request().source().contexts().forEach((name, place) -> {
            if (!place.startsWith("docker-image://")) {
                contexts.put(name, place);
            }
        });
        return contexts;
    }

    /** The output in the syntax of buildx. */
    private String option(Output output) {
        List<String> fields = new ArrayList<>();
        if (output instanceof Output.Registry) {
            fields.addAll(List.of("type=image", "push=true"));
        } else if (output instanceof Output.Engine) {
            fields.add("type=docker");
        } else if (output instanceof Output.Directory directory) {
            fields.addAll(
                    List.of("type=oci", "tar=false", "dest=" + directory.path().toAbsolutePath()));
        } else if (output instanceof Output.Archive archive) {
            fields.add(archive.format() == Output.Format.OCI ? "type=oci" : "type=docker");
            fields.add("dest="
                    + (archive.isStdout()
                            ? Output.STDOUT
                            : Path.of(archive.destination()).toAbsolutePath()));
        }
        List<String> names = texts(request().names(output));
        if (!names.isEmpty()) {
            fields.add("name=" + String.join(",", names));
        }
        if (request().options().compression() == Compression.ZSTD && !(output instanceof Output.Engine)) {
            fields.addAll(List.of("compression=zstd", "oci-mediatypes=true"));
        }
        return CsvFields.join(fields);
    }

    private static List<String> texts(List<ImageReference> names) {
        return names.stream()
                .map(ImageReference::withDefaultTag)
                .map(ImageReference::toString)
                .toList();
    }

    /** The names under which the image is pushed. */
    private List<ImageReference> targets() {
        return request().outputs().stream()
                .filter(output -> output instanceof Output.Registry)
                .flatMap(output -> request().names(output).stream())
                .map(ImageReference::withDefaultTag)
                .distinct()
                .toList();
    }

    private BuildResult result(BuildxImage image) {
        List<Published> published = new ArrayList<>();
        for (Output output : request().outputs()) {
            for (String destination : destinations(output)) {
                published.add(new Published(destination, image.digest(), -1, -1, -1));
            }
        }
        if (targets().isEmpty()) {
            return new BuildResult(inBuilder(image), image.steps(), published, notes(image));
        }
        PushedImage pushed = PushedImage.find(
                task.services().client().repository(targets().get(0)),
                image.digest().toString(),
                task.plan(),
                image.steps());
        warnOfWhatTheBuilderLeftOut(pushed);
        BuildReport.Image reported = ReportedImage.of(request(), pushed.manifest(), pushed.config(), pushed.layers());
        return new BuildResult(reported, pushed.steps(), published, notes(image));
    }

    private List<String> notes(BuildxImage image) {
        long needed = task.needed().context().sentBytes();
        return image.sentBytes() < needed
                ? List.of(image.sentBytes() + " of " + needed
                        + " bytes of the context were sent; the builder already had the rest")
                : List.of();
    }

    private List<String> destinations(Output output) {
        if (output instanceof Output.Archive archive) {
            return List.of(archive.destination());
        }
        if (output instanceof Output.Directory directory) {
            return List.of(directory.path().toString());
        }
        String prefix = output instanceof Output.Engine ? "engine " : "";
        return texts(request().names(output)).stream()
                .map(name -> prefix + name)
                .toList();
    }

    /** Describes an image that stayed in the builder, so that its layers are unknown. */
    private BuildReport.Image inBuilder(BuildxImage image) {
        if (image.digest().equals(image.config())) {
            return ReportedImage.inEngine(request(), image.config());
        }
        Descriptor manifest = new Descriptor(MediaTypes.OCI_MANIFEST, image.digest(), -1);
        return ReportedImage.of(request(), manifest, image.config(), List.of());
    }

    /** Warns of requested features that the builder ignored because it does not support them. */
    private void warnOfWhatTheBuilderLeftOut(PushedImage image) {
        String missing = request().image().annotations().entrySet().stream()
                .filter(wanted -> !wanted.getValue().equals(image.annotations().get(wanted.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            task.services()
                    .progress()
                    .warning(Setting.ANNOTATION.inWords() + " " + missing
                            + ": the builder does not write annotations; use a builder with the driver"
                            + " docker-container, kubernetes or remote");
        }
        boolean compressed = image.layers().stream()
                .anyMatch(layer -> layer.descriptor().mediaType().endsWith("zstd"));
        boolean made = image.layers().stream().anyMatch(layer -> !layer.ofBase());
        if (request().options().compression() == Compression.ZSTD && made && !compressed) {
            task.services()
                    .progress()
                    .warning(Setting.COMPRESSION.inWords("zstd")
                            + ": the builder compressed with gzip instead; use a builder with the driver"
                            + " docker-container, kubernetes or remote");
        }
    }
}
