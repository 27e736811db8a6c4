package io.jenkins.containerbuild.testing;

import com.fasterxml.jackson.jr.ob.JSON;
import io.jenkins.containerbuild.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * An image with exactly the entries that a test names, layer by layer; small, made in memory and the same in each run:
 *
 * <pre>{@code
 * new ImageFixture().folder("opt/locked", 02710, 1234, 50).link("app", "srv/app").layer()
 *         .file("etc/motd", 0644, 0, 0, "hello\n").config("User", "1000").push(registry, "base/tricky:1");
 * }</pre>
 */
public final class ImageFixture {
    private static final long TIME = 1_600_000_000_000L;

    private final List<byte[]> layers = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private final Map<String, Object> config = new LinkedHashMap<>();
    private List<Map<String, Object>> history;
    private String architecture = "amd64";
    private ByteArrayOutputStream bytes;
    private TarArchiveOutputStream tar;

    public ImageFixture folder(String path, int mode, long uid, long gid) {
        return entry(new TarArchiveEntry(path + "/"), mode, uid, gid, new byte[0]);
    }

    public ImageFixture file(String path, int mode, long uid, long gid, String content) {
        return file(path, mode, uid, gid, content.getBytes(StandardCharsets.UTF_8));
    }

    public ImageFixture file(String path, int mode, long uid, long gid, byte[] content) {
        return entry(new TarArchiveEntry(path), mode, uid, gid, content);
    }

    /** A program with capabilities; the value of {@code security.capability} is ASCII. */
    public ImageFixture capable(String path, String content, String capability) {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.addPaxHeader("SCHILY.xattr.security.capability", capability);
        entry.addPaxHeader("SCHILY.xattr.user.note", "lost");
        return entry(entry, 0755, 0, 0, content.getBytes(StandardCharsets.UTF_8));
    }

    public ImageFixture link(String path, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        return entry(entry, 0777, 0, 0, new byte[0]);
    }

    /** A hard link; engines give the file the mode and the owner that the link's entry has. */
    public ImageFixture hardLink(String path, String target, int mode, long uid, long gid) {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_LINK);
        entry.setLinkName(target);
        return entry(entry, mode, uid, gid, new byte[0]);
    }

    /** A device or, without numbers, a pipe. */
    public ImageFixture special(String path, byte type, int major, int minor) {
        TarArchiveEntry entry = new TarArchiveEntry(path, type);
        entry.setDevMajor(major);
        entry.setDevMinor(minor);
        return entry(entry, 0620, 3, 5, new byte[0]);
    }

    /** Deletes what lower layers have at the path, as the OCI image specification's whiteouts do. */
    public ImageFixture whiteout(String path) {
        int slash = path.lastIndexOf('/') + 1;
        return file(path.substring(0, slash) + ".wh." + path.substring(slash), 0, 0, 0, "");
    }

    private ImageFixture entry(TarArchiveEntry entry, int mode, long uid, long gid, byte[] content) {
        boolean special = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
        int type = special ? 0 : entry.isDirectory() ? 040000 : 0100000;
        entry.setMode(type | mode);
        entry.setUserId(uid);
        entry.setGroupId(gid);
        entry.setModTime(TIME);
        entry.setSize(content.length);
        try {
            open().putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private TarArchiveOutputStream open() {
        if (tar == null) {
            bytes = new ByteArrayOutputStream();
            tar = new TarArchiveOutputStream(bytes, "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
        }
        return tar;
    }

    /** Ends the layer; what follows stands in the next. */
    public ImageFixture layer() {
        try {
            open().close();
            byte[] plain = bytes.toByteArray();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(plain);
            }
            diffIds.add(Digest.of(plain).toString());
            layers.add(compressed.toByteArray());
            tar = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A member of the configuration's {@code config}: {@code config("Env", List.of("A=b"))}. */
    public ImageFixture config(String name, Object value) {
        config.put(name, value);
        return this;
    }

    /** Replaces the history, which has one entry for each layer. */
    public ImageFixture history(List<Map<String, Object>> entries) {
        history = entries;
        return this;
    }

    public ImageFixture architecture(String name) {
        architecture = name;
        return this;
    }

    /** Writes the image into an OCI layout, which then holds this image alone. */
    public void write(Path layout, String tag) {
        if (tar != null || layers.isEmpty()) {
            layer();
        }
        try {
            Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
            Map<String, Object> image = new LinkedHashMap<>();
            image.put("created", "2020-09-13T12:26:40Z");
            image.put("architecture", architecture);
            image.put("os", "linux");
            image.put("config", config);
            image.put("rootfs", Map.of("type", "layers", "diff_ids", diffIds));
            image.put(
                    "history",
                    history != null
                            ? history
                            : diffIds.stream()
                                    .map(id -> Map.of("created_by", "fixture"))
                                    .toList());
            List<Object> descriptors = new ArrayList<>();
            for (byte[] layer : layers) {
                descriptors.add(blob(blobs, "application/vnd.oci.image.layer.v1.tar+gzip", layer));
            }
            Map<String, Object> manifest = new LinkedHashMap<>();
            manifest.put("schemaVersion", 2);
            manifest.put("mediaType", "application/vnd.oci.image.manifest.v1+json");
            manifest.put("config", blob(blobs, "application/vnd.oci.image.config.v1+json", json(image)));
            manifest.put("layers", descriptors);
            Map<String, Object> root = blob(blobs, "application/vnd.oci.image.manifest.v1+json", json(manifest));
            root.put("annotations", Map.of("org.opencontainers.image.ref.name", tag));
            Files.write(layout.resolve("index.json"), json(Map.of("schemaVersion", 2, "manifests", List.of(root))));
            Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + layout, e);
        }
    }

    private static byte[] json(Object value) throws IOException {
        return JSON.std.asBytes(value);
    }

    private static Map<String, Object> blob(Path blobs, String mediaType, byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        Files.write(blobs.resolve(digest.hex()), content);
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", mediaType);
        descriptor.put("digest", digest.toString());
        descriptor.put("size", content.length);
        return descriptor;
    }

    /** Pushes the image; gives its name with the registry's host. */
    public String push(LocalRegistry registry, String name) {
        try {
            Path layout = Files.createTempDirectory("fixture");
            try {
                write(layout, "image");
                Skopeo.push("oci:" + layout + ":image", registry, name);
            } finally {
                Command.deleteFolder(layout);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return registry.reference(name);
    }
}
