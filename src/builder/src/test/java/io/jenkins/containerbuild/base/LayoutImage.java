package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A base out of an OCI layout, which notes the layers that are read. */
final class LayoutImage {
    final List<Descriptor> read = new ArrayList<>();
    private final Path layout;

    LayoutImage(Path layout) {
        this.layout = layout;
    }

    BaseImage image() throws IOException {
        JsonObject index = JsonObject.parse(Files.readAllBytes(layout.resolve("index.json")));
        Descriptor descriptor = Descriptor.parse(index.objects("manifests").get(0));
        Manifest manifest = Manifest.parse(descriptor.mediaType(), bytes(descriptor));
        ImageConfig config = ImageConfig.parse(bytes(manifest.config()));
        return new BaseImage("base", null, descriptor, manifest, config, this::open);
    }

    private byte[] bytes(Descriptor blob) throws IOException {
        return Files.readAllBytes(
                layout.resolve("blobs/sha256").resolve(blob.digest().hex()));
    }

    private synchronized InputStream open(Descriptor blob) throws IOException {
        read.add(blob);
        return Files.newInputStream(
                layout.resolve("blobs/sha256").resolve(blob.digest().hex()));
    }
}
