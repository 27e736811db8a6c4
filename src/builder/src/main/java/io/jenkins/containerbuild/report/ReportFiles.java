package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.fault.FileFault;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.publish.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the files that programs read after a build. Each file is written completely or not at all. */
public final class ReportFiles {
    private ReportFiles() {}

    /** The report as JSON. */
    public static JsonObject json(BuildReport report) {
        return ReportJson.of(report);
    }

    /**
     * Writes the file for {@code --report}: the report as one JSON object. Throws {@link ServiceException} if the file
     * cannot be written.
     */
    public static void writeReport(BuildReport report, Path file) {
        write(file, json(report) + "\n");
    }

    /**
     * Writes the file for {@code --metadata-file} in the format of buildx. Throws {@link ServiceException} if the file
     * cannot be written.
     */
    public static void writeMetadata(BuildReport.Image image, Path file) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("containerimage.config.digest", image.config().toString());
        metadata.put("containerimage.descriptor", image.manifest().toJson().members());
        metadata.put("containerimage.digest", image.manifest().digest().toString());
        if (!image.names().isEmpty()) {
            metadata.put(
                    "image.name", image.names().stream().map(Object::toString).collect(Collectors.joining(",")));
        }
        write(file, new JsonObject(metadata) + "\n");
    }

    /**
     * Writes the file for {@code --iidfile}: the image id. Throws {@link ServiceException} if the file cannot be
     * written.
     */
    public static void writeImageId(BuildReport.Image image, Path file) {
        write(file, image.config().toString());
    }

    /** The exception to throw if a file requested by the user cannot be written. */
    public static ServiceException failure(Path name, IOException e) {
        return new ServiceException(
                name + ": cannot be written: " + FileFault.reason(e)
                        + ". Free some space there and make its directory writable for the user who builds, or use"
                        + " another file",
                e);
    }

    private static void write(Path name, String text) {
        try (AtomicFile file = new AtomicFile(name)) {
            file.out().write(text.getBytes(StandardCharsets.UTF_8));
            file.commit();
        } catch (IOException e) {
            throw failure(name, e);
        }
    }
}
