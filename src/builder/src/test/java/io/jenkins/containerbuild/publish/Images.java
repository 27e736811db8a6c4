package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.base.BlobSource;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small images whose layers really exist: each layer has one file. */
final class Images {
    private final Path folder;

    Images(Path folder) {
        this.folder = folder;
    }

    /** A layer of the image itself. */
    Layer own(String name, String content) throws IOException {
        Path file = folder.resolve(name.replace('/', '_') + ".tar.gz");
        byte[] tar = tar(name, content);
        Files.write(file, gzip(tar));
        return new Layer(
                Descriptor.of(MediaTypes.OCI_LAYER_GZIP, Files.readAllBytes(file)),
                Digest.of(tar),
                new Layer.InFile(file));
    }

    /** Where a layer of the image itself stands. */
    static Path file(Layer layer) {
        return ((Layer.InFile) layer.place()).file();
    }

    /** A layer that stands in a base; where the base is asked for its bytes it gives them. */
    static Layer ofBase(String reference, String name, String content) {
        byte[] tar = tar(name, content);
        byte[] gzip = gzip(tar);
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER_GZIP, gzip);
        ImageReference pinned = reference == null ? null : ImageReference.parse(reference);
        Manifest manifest = new Manifest(MediaTypes.OCI_MANIFEST, blob, List.of(blob), Map.of());
        BaseImage base = new BaseImage(
                String.valueOf(reference),
                pinned,
                Descriptor.of(MediaTypes.OCI_MANIFEST, manifest.toBytes()),
                manifest,
                ImageConfig.parse("{}".getBytes(StandardCharsets.UTF_8)),
                wanted -> new ByteArrayInputStream(gzip));
        return new Layer(blob, Digest.of(tar), new Layer.InBase(base));
    }

    /** The same layer, read from elsewhere. */
    static Layer read(Layer layer, BlobSource source) {
        BaseImage base = ((Layer.InBase) layer.place()).base();
        return new Layer(
                layer.descriptor(),
                layer.diffId(),
                new Layer.InBase(new BaseImage(
                        base.requested(),
                        base.reference(),
                        base.descriptor(),
                        base.manifest(),
                        base.config(),
                        source)));
    }

    /** The same layer, whose bytes nobody may read. */
    static Layer unreadable(Layer layer) {
        return read(layer, blob -> {
            throw new IOException("nobody may read " + blob.digest());
        });
    }

    static BuiltImage of(Layer... layers) {
        List<String> diffIds = new ArrayList<>();
        List<Descriptor> blobs = new ArrayList<>();
        for (Layer layer : layers) {
            diffIds.add("\"" + layer.diffId() + "\"");
            blobs.add(layer.descriptor());
        }
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Env\":[\"A=b\"]},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":" + diffIds + "}}")
                .getBytes(StandardCharsets.UTF_8);
        Manifest manifest = new Manifest(
                MediaTypes.OCI_MANIFEST, Descriptor.of(MediaTypes.OCI_CONFIG, config), blobs, Map.of("k", "v"));
        return new BuiltImage(manifest, config, List.of(layers), List.of());
    }

    private static byte[] tar(String name, String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            byte[] data = content.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setModTime(0); // The same layer whenever it is made.
            entry.setSize(data.length);
            entry.setModTime(0);
            tar.putArchiveEntry(entry);
            tar.write(data);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] tar) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
