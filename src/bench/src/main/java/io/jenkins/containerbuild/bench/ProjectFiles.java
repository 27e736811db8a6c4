package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.Deflater;

/** Generates the contents of project files from seeds, so that every run measures the same contents. */
final class ProjectFiles {
    private static final int JAR_BYTES = 20_000_000;

    private ProjectFiles() {}

    /** Writes text that can be compressed about as much as source code. */
    static void text(Path file, int bytes, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(bytes + 16);
        while (text.length() < bytes) {
            text.append(Long.toString(random.nextLong(1_000_000), 36)).append(random.nextInt(8) == 0 ? "\n" : " ");
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.substring(0, bytes));
    }

    /** Writes data that is already compressed, like the contents of a jar. */
    static void jar(Path file, long seed) throws IOException {
        Files.createDirectories(file.getParent());
        Random random = new Random(seed);
        byte[] block = new byte[100_000];
        byte[] squeezed = new byte[120_000];
        Deflater deflater = new Deflater();
        int left = JAR_BYTES;
        try (OutputStream out = Files.newOutputStream(file)) {
            while (left > 0) {
                random.nextBytes(block);
                deflater.reset();
                deflater.setInput(block);
                deflater.finish();
                int length = Math.min(left, deflater.deflate(squeezed));
                out.write(squeezed, 0, length);
                left -= length;
            }
        } finally {
            deflater.end();
        }
    }
}
