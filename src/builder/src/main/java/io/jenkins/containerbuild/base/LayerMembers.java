package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.PendingFile;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads single files from the layers of a base image, through the local cache. */
final class LayerMembers {
    private static final int BUFFER = 64 << 10;

    private final BaseImage image;
    private final CacheDirectory cache;

    LayerMembers(BaseImage image, CacheDirectory cache) {
        this.image = image;
        this.cache = cache;
    }

    InputStream open(BaseContent file) throws IOException {
        Optional<Path> place = find(file);
        if (place.isPresent()) {
            try {
                return Files.newInputStream(place.get());
            } catch (NoSuchFileException evictedAtThisMoment) {
                // The file has just been evicted from the cache; it is fetched again below.
            }
        }
        fetch(List.of(file));
        return Files.newInputStream(find(file)
                .orElseThrow(
                        () -> new IOException("its listing contains /" + file.member() + ", but the layer does not")));
    }

    private Optional<Path> find(BaseContent file) {
        return cache.findSealed(Shelf.MEMBERS, name(file))
                .filter(place -> place.toFile().length() == file.size());
    }

    private static String name(BaseContent file) {
        return Digest.of(file.identity().getBytes(StandardCharsets.UTF_16BE)).hex();
    }

    /** Synchronized, so that threads that need files of the same layer do not read this layer twice. */
    synchronized void fetch(Collection<BaseContent> files) {
        Map<Descriptor, Map<String, BaseContent>> missing = new LinkedHashMap<>();
        for (BaseContent file : files) {
            if (find(file).isEmpty()) {
                missing.computeIfAbsent(file.layer(), layer -> new HashMap<>()).put(file.member(), file);
            }
        }
        missing.forEach(this::spool);
    }

    private void spool(Descriptor layer, Map<String, BaseContent> wanted) {
        try (LayerStream tar = LayerStream.of(image.layers().open(layer), layer)) {
            TarReader reader = new TarReader(tar);
            Map<String, PendingFile> spooled = new HashMap<>();
            try {
                for (FileNode member = reader.next(); member != null; member = reader.next()) {
                    BaseContent entry = member.isFile() ? wanted.get(TreePath.inRoot(member.path())) : null;
                    if (entry != null) {
                        PendingFile previous = spooled.put(name(entry), copy(reader));
                        if (previous != null) {
                            previous.close();
                        }
                    }
                }
                // Files are kept only after the digest of the layer has been checked.
                tar.finish();
                for (Map.Entry<String, PendingFile> file : spooled.entrySet()) {
                    file.getValue().commitSealed(file.getKey());
                }
            } finally {
                for (PendingFile file : spooled.values()) {
                    file.close();
                }
            }
        } catch (IOException | LimitException e) {
            throw Listings.failure(image, layer, e);
        }
    }

    private PendingFile copy(TarReader reader) throws IOException {
        PendingFile file = cache.create(Shelf.MEMBERS);
        byte[] buffer = new byte[BUFFER];
        for (int count = reader.read(buffer, 0, BUFFER); count >= 0; count = reader.read(buffer, 0, BUFFER)) {
            write(file, ByteBuffer.wrap(buffer, 0, count));
        }
        file.written();
        return file;
    }

    private void write(PendingFile file, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                file.channel().write(bytes);
            }
        } catch (IOException e) {
            throw cache.failure(e);
        }
    }
}
