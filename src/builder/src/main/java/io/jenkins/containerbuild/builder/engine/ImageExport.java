package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.builder.layer.LayerSqueezer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.PendingFile;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an archive in the format of {@code docker save}, from old and new engines. New layers are compressed into the
 * cache; layers of the base image keep the descriptors that they have in the base image's registry.
 */
public final class ImageExport {
    private static final int MOST_JSON = 8 << 20;

    private final CacheDirectory cache;
    private final BuildPlan plan;
    private final TargetLayers target;
    private final Map<String, byte[]> small = new HashMap<>();
    private final Map<String, Stored> layers = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    /** A layer of the archive; both components are null if the layer belongs to the base image. */
    private record Stored(Descriptor descriptor, Layer.Place place) {
        static Stored inBase() {
            return new Stored(null, null);
        }
    }

    public ImageExport(CacheDirectory cache, BuildPlan plan) {
        this.cache = cache;
        this.plan = plan;
        this.target = new TargetLayers(plan);
    }

    public BuiltImage read(InputStream archive, List<StepResult> steps) throws IOException {
        TarReader tar = new TarReader(archive);
        for (FileNode member = tar.next(); member != null; member = tar.next()) {
            if (!member.linkTarget().isEmpty()) {
                links.put(
                        member.path(),
                        Path.of("/" + member.path())
                                .resolveSibling(member.linkTarget())
                                .normalize()
                                .toString()
                                .substring(1));
            } else if (member.isFile()) {
                read(tar, member);
            }
        }
        try {
            return assemble(steps);
        } catch (IllegalArgumentException e) {
            throw new IOException("the engine's archive is no image: " + e.getMessage(), e);
        }
    }

    private void read(TarReader tar, FileNode member) throws IOException {
        byte[] head = new byte[TarReader.BLOCK];
        int length = 0;
        for (int n = 0; n >= 0 && length < head.length; length += Math.max(n, 0)) {
            n = tar.read(head, length, head.length - length);
        }
        boolean isTar = length == head.length && (TarReader.isHeader(head) || isZero(head));
        if (isTar) {
            layers.put(member.path(), store(tar, member, head));
        } else if (member.size() <= MOST_JSON) {
            byte[] bytes = new byte[(int) member.size()];
            System.arraycopy(head, 0, bytes, 0, length);
            for (int n = 0; n >= 0 && length < bytes.length; length += Math.max(n, 0)) {
                n = tar.read(bytes, length, bytes.length - length);
            }
            small.put(member.path(), bytes);
        }
    }

    /** Whether all bytes are zero, as in the first block of an empty layer: its tar consists only of the end marker. */
    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Stores a layer uncompressed in a temporary file, because only its digest shows whether the layer belongs to the
     * base image or has to be compressed.
     */
    private Stored store(TarReader tar, FileNode member, byte[] head) throws IOException {
        MessageDigest digest = Digest.sha256();
        try (PendingFile file = cache.create(Shelf.BLOBS)) {
            OutputStream out = new DigestOutputStream(Channels.newOutputStream(file.channel()), digest);
            byte[] buffer = new byte[64 << 10];
            out.write(head);
            for (int n = tar.read(buffer, 0, buffer.length); n >= 0; n = tar.read(buffer, 0, buffer.length)) {
                out.write(buffer, 0, n);
            }
            Digest diffId = Digest.of(digest);
            return target.hasInBase(diffId) ? Stored.inBase() : compress(file, diffId);
        }
    }

    private Stored compress(PendingFile tar, Digest diffId) throws IOException {
        tar.channel().position(0);
        Layer layer = new LayerSqueezer(cache, plan.options().compression())
                .squeeze(Channels.newInputStream(tar.channel()), diffId);
        return new Stored(layer.descriptor(), layer.place());
    }

    private BuiltImage assemble(List<StepResult> steps) throws IOException {
        byte[] list = small.get("manifest.json");
        if (list == null) {
            throw new IOException("the engine's archive has no manifest.json");
        }
        List<JsonObject> entries = JsonObject.parse(
                        ("{\"all\":" + new String(list, StandardCharsets.UTF_8) + "}").getBytes(StandardCharsets.UTF_8))
                .objects("all");
        byte[] config = entries.isEmpty() ? null : small.get(entries.get(0).string("Config"));
        if (config == null) {
            throw new IOException("the engine's archive has no configuration");
        }
        List<String> paths = entries.get(0).strings("Layers");
        List<Digest> diffIds = ImageConfig.parse(config).diffIds();
        if (paths.size() != diffIds.size()) {
            throw new IOException("the engine's archive has " + paths.size() + " layers, and its configuration has "
                    + diffIds.size());
        }
        Map<Digest, Layer.Place> places = new HashMap<>();
        List<Descriptor> descriptors = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            Stored stored = stored(paths.get(i));
            Descriptor ofBase = stored.descriptor() == null ? target.ofBase(i, diffIds.get(i)) : null;
            places.put(diffIds.get(i), stored.place());
            descriptors.add(
                    ofBase == null
                            ? stored.descriptor()
                            : ofBase.withMediaType(MediaTypes.ociLayer(ofBase.mediaType())));
        }
        List<Layer> result = target.of(descriptors, diffIds, places::get);
        Manifest manifest = new Manifest(
                MediaTypes.OCI_MANIFEST, Descriptor.of(MediaTypes.OCI_CONFIG, config), descriptors, plan.annotations());
        return new BuiltImage(manifest, config, result, target.withBytes(steps, result));
    }

    private Stored stored(String path) throws IOException {
        Stored stored = layers.get(links.getOrDefault(path, path));
        if (stored == null) {
            throw new IOException("the engine's archive lacks the layer " + path);
        }
        return stored;
    }
}
