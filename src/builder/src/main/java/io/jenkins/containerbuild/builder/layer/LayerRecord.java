package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The cache record of a layer.
 *
 * @param createdMillis time at which the layer was first made, in milliseconds since the epoch
 * @param files number of entries that are not directories
 */
record LayerRecord(Descriptor descriptor, Digest diffId, long createdMillis, long files) {

    /** Parses a record; empty if it is damaged. */
    static Optional<LayerRecord> parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n', text.length() - 2);
        if (end < 0 || !text.substring(end + 1).equals(checksum(text.substring(0, end + 1)) + "\n")) {
            return Optional.empty();
        }
        try {
            String[] lines = text.split("\n");
            return Optional.of(new LayerRecord(
                    new Descriptor(lines[0], Digest.parse(lines[1]), Long.parseLong(lines[2])),
                    Digest.parse(lines[3]),
                    Long.parseLong(lines[4]),
                    Long.parseLong(lines[5])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException writtenByAnotherVersion) {
            return Optional.empty();
        }
    }

    byte[] toBytes() {
        String text = descriptor.mediaType() + "\n" + descriptor.digest() + "\n" + descriptor.size() + "\n" + diffId
                + "\n" + createdMillis + "\n" + files + "\n";
        return (text + checksum(text) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return Long.toHexString(crc.getValue());
    }

    Instant created() {
        return Instant.ofEpochMilli(createdMillis);
    }
}
