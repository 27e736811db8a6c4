package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.PendingFile;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.context.CanonicalTar;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Platform;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a build needs of a directory, as the one layer of an image: owner and group are root, as in a context that BuildKit is sent. */
final class DirectoryLayer implements AutoCloseable {
    private final PendingFile file;
    private final Digest diffId;

    private DirectoryLayer(PendingFile file, Digest diffId) {
        this.file = file;
        this.diffId = diffId;
    }

    /** @param cache where the layer is put for as long as it is needed */
    static DirectoryLayer of(FileTree tree, ContextPlan plan, CacheDirectory cache) throws IOException {
        MessageDigest digest = Digest.sha256();
        PendingFile file = cache.create(Shelf.BLOBS);
        try {
            OutputStream out = new BufferedOutputStream(
                    new DigestOutputStream(Channels.newOutputStream(file.channel()), digest), 64 << 10);
            CanonicalTar tar = new CanonicalTar(out);
            LinkedTar nodes = new LinkedTar(tar);
            for (FileNode node : OfferedContext.nodes(tree, plan)) {
                nodes.add(node);
            }
            tar.close();
            return new DirectoryLayer(file, Digest.of(digest));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    ImageArchive image(String name, Platform platform) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("os", platform.os());
        config.put("architecture", platform.architecture());
        if (!platform.variant().isEmpty()) {
            config.put("variant", platform.variant());
        }
        config.put("config", Map.of());
        config.put("rootfs", Map.of("type", "layers", "diff_ids", List.of(diffId.toString())));
        FileContent content = new FileContent() {
            @Override
            public InputStream open() throws IOException {
                file.channel().position(0);
                return Channels.newInputStream(file.channel());
            }

            @Override
            public String identity() {
                return diffId.toString();
            }
        };
        ImageArchive.Part layer = new ImageArchive.Part(file.channel().size(), content);
        return new ImageArchive(name, new JsonObject(config).toBytes(), List.of(layer));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
