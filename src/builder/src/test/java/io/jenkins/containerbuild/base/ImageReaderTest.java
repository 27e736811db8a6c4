package io.jenkins.containerbuild.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.Progress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Images that lie, that are none, or that nothing reads any more: whose fault it is and what the user reads. */
@RunWith(Parameterized.class)
public class ImageReaderTest {
    private static final String CONFIG =
            "{'architecture':'amd64','os':'linux','rootfs':{'type':'layers','diff_ids':['A']}}";
    private static final String DIFF_ID = "sha256:" + "a".repeat(64);

    /** What a row changes before the image is read. */
    private static final class Image {
        private String config = CONFIG;
        private String configType = MediaTypes.OCI_CONFIG;
        private String layerType = MediaTypes.OCI_LAYER_GZIP;
        private String manifestType = MediaTypes.OCI_MANIFEST;
        private Object layerSize = 5;
        private Object configSize;
        private Object schemaVersion = 2;
        private String manifest;
        private int nesting;
    }

    private record Row(String name, Consumer<Image> change, Class<? extends BuildException> kind, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Parameters(name = "{0}")
    public static List<Row> rows() {
        return List.of(
                new Row("a sound image", image -> {}, null, null),
                new Row(
                        "a manifest under a general type, which its content corrects",
                        image -> image.manifestType = "application/json",
                        null,
                        null),
                new Row("an index of indexes", image -> image.nesting = 3, null, null),
                broken(
                        "indexes without end",
                        image -> image.nesting = 9,
                        "its indexes are nested more than 3 levels deep"),
                broken(
                        "fewer layers than the configuration says",
                        image -> image.config = CONFIG.replace("'A'", "'A','A'"),
                        "it has 1 layers, and its configuration has 2"),
                broken(
                        "a configuration without layers",
                        image -> image.config = "{}",
                        "it has 1 layers, and its configuration has 0"),
                broken(
                        "a diff id that is no digest",
                        image -> image.config = CONFIG.replace("'A'", "'sha256:../../x'"),
                        "not a digest: \"sha256:../../x\"; use sha256: followed by 64 hex digits"),
                broken("a negative size", image -> image.layerSize = -1, "a descriptor's size is negative: -1"),
                broken(
                        "a layer of a petabyte",
                        image -> image.layerSize = 1L << 50,
                        "its layer " + Digest.of("layer".getBytes(UTF_8)) + " has 1125899906842624 bytes"),
                broken(
                        "a configuration of a gigabyte",
                        image -> image.configSize = 1 << 30,
                        "its configuration has 1073741824 bytes, more than 16777216"),
                broken("a size that is a word", image -> image.layerSize = "five", "\"size\" must be a number"),
                broken("a manifest that is no JSON", image -> image.manifest = "<html>", "not a JSON object: "),
                broken("a manifest that is a list", image -> image.manifest = "[]", "not a JSON object: "),
                broken(
                        "a manifest that is empty",
                        image -> image.manifest = "{\"schemaVersion\":2}",
                        "its manifest has no config or no layers"),
                broken("another schema version", image -> image.schemaVersion = 3, "schemaVersion is 3, not 2"),
                refused(
                        "Docker's schema 1",
                        image -> {
                            image.manifestType = "application/vnd.docker.distribution.manifest.v1+prettyjws";
                            image.manifest = "{\"schemaVersion\":1,\"fsLayers\":[]}";
                        },
                        "the image base:1 is stored in Docker's schema 1, which is no longer supported;"
                                + " pull it with an old docker and push it with a new one"),
                refused(
                        "something else altogether",
                        image -> {
                            image.manifestType = "application/json";
                            image.manifest = "{\"answer\":42}";
                        },
                        "the image base:1 is of the type \"application/json\"; use an OCI image or one of Docker's schema 2"),
                refused(
                        "a Helm chart",
                        image -> image.configType = "application/vnd.cncf.helm.config.v1+json",
                        "the image base:1 is not a container image but an artifact of the type \"application/vnd.cncf.helm.config.v1+json\""),
                refused(
                        "a layer that stands elsewhere",
                        image -> image.layerType = MediaTypes.DOCKER_FOREIGN_LAYER,
                        "the image base:1 has a layer of the type \"" + MediaTypes.DOCKER_FOREIGN_LAYER
                                + "\"; use layers of the types tar, tar+gzip or tar+zstd"));
    }

    private static Row broken(String name, Consumer<Image> change, String found) {
        return new Row(name, change, ServiceException.class, "the image base:1 is damaged: " + found);
    }

    private static Row refused(String name, Consumer<Image> change, String message) {
        return new Row(name, change, InputException.class, message);
    }

    private final Row row;
    private final Map<Digest, byte[]> blobs = new HashMap<>();

    public ImageReaderTest(Row row) {
        this.row = row;
    }

    @Test
    public void isReadOrExplained() {
        Image image = new Image();
        row.change().accept(image);
        Class<?> kind = null;
        String message = null;
        try {
            new ImageReader(new Store(), "base:1", Progress.NONE).read(store(image), Platform.parse("linux/amd64"));
        } catch (BuildException e) {
            kind = e.getClass();
            message = e.getMessage();
        }
        assertEquals(row.kind(), kind);
        if (message != null) {
            assertEquals(
                    row.message(),
                    message.substring(
                            0, Math.min(message.length(), row.message().length())));
        }
    }

    private Descriptor store(Image image) {
        byte[] config = image.config
                .replace("'A'", "'" + DIFF_ID + "'")
                .replace('\'', '"')
                .getBytes(UTF_8);
        Map<String, Object> configDescriptor = members(put(image.configType, config));
        if (image.configSize != null) {
            configDescriptor.put("size", image.configSize);
        }
        Map<String, Object> layer = members(put(image.layerType, "layer".getBytes(UTF_8)));
        layer.put("size", image.layerSize);
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", image.schemaVersion);
        manifest.put("config", configDescriptor);
        manifest.put("layers", List.of(layer));
        byte[] bytes = image.manifest == null ? new JsonObject(manifest).toBytes() : image.manifest.getBytes(UTF_8);
        Descriptor top = put(image.manifestType, bytes);
        for (int i = 0; i < image.nesting; i++) {
            Map<String, Object> entry = members(top);
            entry.put("platform", Map.of("os", "linux", "architecture", "amd64"));
            top = put(MediaTypes.OCI_INDEX, new JsonObject(Map.of("manifests", List.of(entry))).toBytes());
        }
        return top;
    }

    private Descriptor put(String mediaType, byte[] content) {
        Descriptor descriptor = Descriptor.of(mediaType, content);
        blobs.put(descriptor.digest(), content);
        return descriptor;
    }

    private static Map<String, Object> members(Descriptor descriptor) {
        return new LinkedHashMap<>(descriptor.toJson().members());
    }

    /** Holds its blobs in memory. */
    private final class Store implements ImageStore {
        @Override
        public Optional<Descriptor> find() {
            return Optional.empty();
        }

        @Override
        public byte[] manifest(Descriptor descriptor) {
            return blobs.get(descriptor.digest());
        }

        @Override
        public byte[] config(Descriptor descriptor) {
            return blobs.get(descriptor.digest());
        }

        @Override
        public BlobSource layers() {
            return blob -> new java.io.ByteArrayInputStream(blobs.get(blob.digest()));
        }

        @Override
        public ImageReference pinned(Digest digest) {
            return ImageReference.parse("base").withDigest(digest);
        }
    }
}
