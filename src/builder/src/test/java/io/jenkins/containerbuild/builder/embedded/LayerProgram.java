package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.layer.MadeLayer;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes layers in a JVM of its own, so that tests can choose its cores and its heap, and kill it. Prints the digests of the layers. */
public final class LayerProgram {
    private LayerProgram() {}

    public static void main(String... args) {
        Path cache = Path.of(args[0]);
        long bytes = Long.parseLong(args[2]);
        List<FileNode> entries = args[1].equals("slow") ? slow(bytes) : mixed(bytes);
        BuildOptions options = args[1].equals("zstd") ? Layers.ZSTD : Layers.GZIP;
        System.out.println("ready");
        for (MadeLayer layer : Layers.make(cache, options, entries)) {
            System.out.println(
                    layer.layer().descriptor().digest() + " " + layer.layer().diffId());
        }
    }

    /** Files that shrink and files that do not, in the same order. */
    public static List<FileNode> mixed(long bytes) {
        List<FileNode> entries = new ArrayList<>();
        long made = 0;
        for (int i = 0; made < bytes; i++) {
            long size = 1000L + 7919L * i % 3_000_000;
            entries.add(FileNode.file(
                    "file%06d".formatted(i), 0644, 0, 0, Layers.DAY, size, new Made(i, size, i % 3 == 0)));
            made += size;
        }
        return entries;
    }

    /** Content that never ends within a test. */
    private static List<FileNode> slow(long bytes) {
        FileContent endless = new FileContent() {
            @Override
            public InputStream open() {
                return new Made(1, bytes, true).new Stream() {
                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        try {
                            Thread.sleep(1);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return super.read(buffer, offset, length);
                    }
                };
            }

            @Override
            public String identity() {
                return "slow";
            }
        };
        return List.of(FileNode.file("slow", 0644, 0, 0, Layers.DAY, bytes, endless));
    }

    /** Bytes that follow from a seed and are not held anywhere. */
    public record Made(long seed, long size, boolean random) implements FileContent {
        @Override
        public InputStream open() {
            return new Stream();
        }

        @Override
        public String identity() {
            return "made/" + seed + "/" + size + "/" + random;
        }

        class Stream extends InputStream {
            private final Random bytes = new Random(seed);
            private final byte[] part = new byte[997];
            private long left = size;

            @Override
            public int read() throws IOException {
                throw new IOException("one by one is too slow");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (left == 0) {
                    return -1;
                }
                bytes.nextBytes(part);
                int count = (int) Math.min(left, Math.min(length, part.length));
                for (int i = 0; i < count; i++) {
                    buffer[offset + i] =
                            random ? part[i] : (byte) ("etaoin shrdlu cm".charAt(part[i % 31 + i % 7] & 15));
                }
                left -= count;
                return count;
            }
        }
    }

    /** Starts this program. */
    public static Process start(List<String> javaOptions, Path cache, String kind, long bytes) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LayerProgram.class.getName()));
        command.addAll(List.of(cache.toString(), kind, Long.toString(bytes)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
