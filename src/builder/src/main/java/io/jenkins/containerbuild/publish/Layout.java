package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of an OCI image layout (OCI image specification, image-layout) that holds one image. */
final class Layout {
    static final String IMAGE_NAME = "io.containerd.image.name";
    static final String REF_NAME = "org.opencontainers.image.ref.name";
    static final byte[] MARKER = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private final BuiltImage image;
    private final List<ImageReference> names;

    /** @param names names of the image; names without a tag get {@code latest} */
    Layout(BuiltImage image, List<ImageReference> names) {
        this.image = image;
        this.names = names.stream().map(ImageReference::withDefaultTag).toList();
    }

    /**
     * A file of the layout.
     *
     * @param path relative to the layout's root
     * @param size in bytes
     */
    record Entry(String path, long size, Content content) {
        static Entry of(String path, byte[] bytes) {
            return new Entry(path, bytes.length, () -> new ByteArrayInputStream(bytes));
        }
    }

    /** Opens the content of an entry. Reading a layer to its end verifies its size and digest. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /** Configuration, manifest and layers; each once, even if the image contains a layer twice. */
    List<Entry> blobs() {
        Map<Digest, Entry> result = new LinkedHashMap<>();
        for (Layer layer : image.layers()) {
            Descriptor blob = layer.descriptor();
            result.putIfAbsent(
                    blob.digest(), new Entry(path(blob.digest()), blob.size(), () -> LayerContent.open(layer)));
        }
        Digest config = image.manifest().config().digest();
        result.put(config, Entry.of(path(config), image.configBytes()));
        byte[] manifest = image.manifest().toBytes();
        result.put(Digest.of(manifest), Entry.of(path(Digest.of(manifest)), manifest));
        return List.copyOf(result.values());
    }

    static String path(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    /**
     * The index entries: one for each name, with the annotations that containerd uses. An image without names gets one
     * entry without a name.
     */
    List<JsonObject> manifests() {
        List<JsonObject> result = new ArrayList<>();
        Descriptor manifest = image.descriptor();
        for (ImageReference name : names) {
            Map<String, String> annotations = new LinkedHashMap<>();
            annotations.put(IMAGE_NAME, name.toString());
            annotations.put(REF_NAME, name.tagOrDigest());
            result.add(new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size(), annotations, null)
                    .toJson());
        }
        if (names.isEmpty()) {
            result.add(manifest.toJson());
        }
        return result;
    }

    static byte[] index(List<JsonObject> manifests) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaTypes.OCI_INDEX);
        index.put("manifests", manifests.stream().map(JsonObject::members).toList());
        return new JsonObject(index).toBytes();
    }

    /** The content of {@code manifest.json}, which {@code docker load} reads. */
    byte[] dockerManifest() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("Config", path(image.manifest().config().digest()));
        entry.put(
                "RepoTags",
                names.stream()
                        .filter(ImageReference::hasTag)
                        .map(Layout::repoTag)
                        .toList());
        entry.put(
                "Layers",
                image.layers().stream()
                        .map(layer -> path(layer.descriptor().digest()))
                        .toList());
        String object = new JsonObject(entry).toString();
        return ("[" + object + "]").getBytes(StandardCharsets.UTF_8);
    }

    private static String repoTag(ImageReference name) {
        return name.name() + ":" + name.tag();
    }
}
