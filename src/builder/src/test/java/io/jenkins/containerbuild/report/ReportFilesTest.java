package io.jenkins.containerbuild.report;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ReportFilesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void reportContainsTheBuild() throws IOException {
        Path file = folder.getRoot().toPath().resolve("report.json");
        ReportFiles.writeReport(Reports.small(), file);
        JsonObject json = JsonObject.parse(Files.readAllBytes(file));

        assertEquals(1, json.number("schemaVersion"));
        assertEquals("2026-11-25T13:17:00Z", json.string("started"));
        assertEquals(1234, json.number("milliseconds"));
        assertEquals("svc/Dockerfile", json.string("dockerfile"));
        assertEquals("app", json.string("target"));
        assertEquals("linux/amd64", json.string("platform"));
        assertEquals("embedded", json.object("builder").string("name"));
        assertEquals(
                List.of("resolve", "push"),
                List.copyOf(json.object("phases").members().keySet()));
        assertEquals(500, json.object("phases").number("push"));
        JsonObject copy = json.objects("instructions").get(0);
        assertEquals(3, copy.number("line"));
        assertEquals("COPY target/app.jar /app/", copy.string("instruction"));
        assertEquals("made", copy.string("outcome"));
        assertEquals(120, copy.number("milliseconds"));
        assertEquals(20_148_224, copy.number("layerBytes"));
        assertEquals(1, copy.number("files"));
        assertEquals("debian:12", json.objects("bases").get(0).string("requested"));
        JsonObject image = json.object("image");
        assertEquals(Reports.MANIFEST.toString(), image.string("digest"));
        assertEquals(51_234_567 + 20_148_224, image.number("bytes"));
        assertEquals(51_234_567, image.number("baseBytes"));
        assertEquals(20_148_224, image.number("applicationBytes"));
        assertEquals(List.of("r.example/svc:1", "r.example/svc:latest"), image.strings("names"));
        assertTrue(image.objects("layers").get(0).bool("base"));
        assertEquals(51_234_567, json.objects("outputs").get(0).number("mountedBytes"));
        assertEquals("vcs-data", json.objects("findings").get(0).string("rule"));
        assertEquals("warn", json.objects("policy").get(0).string("verdict"));
    }

    @Test
    public void unknownValuesAreOmitted() {
        JsonObject json = ReportFiles.json(Reports.small());

        JsonObject entrypoint = json.objects("instructions").get(1);
        for (String name : List.of("milliseconds", "layerBytes", "files")) {
            assertFalse(name, entrypoint.has(name));
        }
        assertEquals(
                Set.of("sentFiles", "sentBytes"),
                json.object("context").members().keySet());
    }

    /** The names are those that buildx 0.13 writes. */
    @Test
    public void theMetadataFileIsBuildxs() throws IOException {
        Path file = folder.getRoot().toPath().resolve("metadata.json");
        ReportFiles.writeMetadata(Reports.small().image(), file);
        JsonObject json = JsonObject.parse(Files.readAllBytes(file));

        assertEquals(Reports.MANIFEST.toString(), json.string("containerimage.digest"));
        assertEquals(Reports.CONFIG.toString(), json.string("containerimage.config.digest"));
        assertEquals("r.example/svc:1,r.example/svc:latest", json.string("image.name"));
        JsonObject descriptor = json.object("containerimage.descriptor");
        assertEquals("application/vnd.oci.image.manifest.v1+json", descriptor.string("mediaType"));
        assertEquals(Reports.MANIFEST.toString(), descriptor.string("digest"));
        assertEquals(987, descriptor.number("size"));

        ReportFiles.writeMetadata(Reports.image(List.of()), file);
        assertFalse(JsonObject.parse(Files.readAllBytes(file)).has("image.name"));
    }

    @Test
    public void theImageIdIsTheConfigurationsDigestWithoutALineEnd() throws IOException {
        Path file = folder.getRoot().toPath().resolve("iid");
        ReportFiles.writeImageId(Reports.small().image(), file);

        assertEquals(Reports.CONFIG.toString(), Files.readString(file));
    }

    @Test
    public void aFileThatCannotBeWrittenIsNamed() {
        Path file = folder.getRoot().toPath().resolve("no/such/folder/iid");
        ServiceException e = assertThrows(
                ServiceException.class,
                () -> ReportFiles.writeImageId(Reports.small().image(), file));
        assertEquals(
                file + ": cannot be written: it does not exist. Free some space there and make its directory writable"
                        + " for the user who builds, or use another file",
                e.getMessage());
    }

    @Test
    public void aReportCrossesFromAnAgent() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(Reports.small());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(Reports.small(), in.readObject());
        }
    }
}
