package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.BuildOptions.LayerSplit;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.layer.LayerMaker;
import io.jenkins.containerbuild.builder.layer.MadeLayer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the tests of layers have in common. */
public final class Layers {
    public static final BuildOptions GZIP = new BuildOptions(true, Compression.GZIP, LayerSplit.AUTO);
    public static final BuildOptions ZSTD = new BuildOptions(true, Compression.ZSTD, LayerSplit.AUTO);
    public static final long DAY = 1_700_000_000L * 1_000_000_000L;

    private Layers() {}

    /** Content in memory. */
    public record Bytes(byte[] bytes) implements FileContent {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public String identity() {
            return Digest.of(bytes).toString();
        }
    }

    public static FileNode file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public static FileNode file(String path, byte[] bytes) {
        return FileNode.file(path, 0644, 0, 0, DAY, bytes.length, new Bytes(bytes));
    }

    public static FileNode directory(String path) {
        return FileNode.directory(path, 0755, 0, 0, DAY);
    }

    /** Where a layer that was made stands. */
    public static Path file(Layer layer) {
        return ((Layer.InFile) layer.place()).file();
    }

    /** Builds the entries with the cache there, as one build does. */
    public static List<MadeLayer> make(Path cacheDirectory, BuildOptions options, List<FileNode> entries) {
        return make(cacheDirectory, options, Optional.empty(), entries);
    }

    public static List<MadeLayer> make(
            Path cacheDirectory, BuildOptions options, Optional<Long> epoch, List<FileNode> entries) {
        try (CacheDirectory cache = CacheDirectory.open(cacheDirectory);
                FileDigests digests = FileDigests.open(cache, cacheDirectory.resolveSibling("context"))) {
            return new LayerMaker(cache, digests, options, epoch, Optional.empty()).make(entries, 90, layer -> {});
        }
    }

    /** What a command prints; fails where it fails. */
    public static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(
                        String.join(" ", command) + " ended with " + process.exitValue() + ":\n" + output);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return output;
    }
}
