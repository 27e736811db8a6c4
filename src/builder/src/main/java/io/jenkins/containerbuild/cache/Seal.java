package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * Marks files whose content has been verified, so that the digest need not be computed at each use. The mark is a
 * modification time that identifies the current boot of the machine. A write to the file removes the mark, and a reboot
 * makes all marks invalid: after a power failure, a file may have the right size and times but wrong content.
 */
final class Seal {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** Even seconds, because some file systems store times with a resolution of 2 s. */
    static final FileTime TIME = time(bootId());

    private Seal() {}

    static FileTime time(String bootId) {
        CRC32 hash = new CRC32();
        hash.update(bootId.getBytes(StandardCharsets.UTF_8));
        return FileTime.from(1_000_000_000 + 2 * (hash.getValue() % 100_000_000), TimeUnit.SECONDS);
    }

    /** The id of the current boot, or "" on systems other than Linux. */
    private static String bootId() {
        try {
            return Files.readString(BOOT_ID);
        } catch (IOException notLinux) {
            return "";
        }
    }

    static void put(Path file) throws IOException {
        Files.setLastModifiedTime(file, TIME);
    }

    static boolean isOn(Path file) {
        try {
            return Files.getLastModifiedTime(file).equals(TIME);
        } catch (IOException gone) {
            return false;
        }
    }
}
