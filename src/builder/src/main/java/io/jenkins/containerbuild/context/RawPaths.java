package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.PathBytes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;

/**
 * Converts between JDK paths and names with arbitrary bytes. A {@link Path} keeps the bytes that the kernel returned,
 * but its text uses the encoding of the locale, which loses bytes under a POSIX locale. The URI of a path preserves
 * every byte, but is slow to create, so it is used only for names that may lose bytes.
 */
final class RawPaths {
    private static final boolean UTF_8 = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

    private RawPaths() {}

    /** The last name of a path. */
    static String name(Path path) {
        String shown = path.getFileName().toString();
        if (isExact(shown)) {
            return shown;
        }
        String raw = path.toUri().getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        return decodePercent(raw.substring(raw.lastIndexOf('/', end - 1) + 1, end));
    }

    /** The whole text of a path, which may be relative, for example the target of a link. */
    static String text(Path path) {
        String shown = path.toString();
        if (isExact(shown)) {
            return shown;
        }
        String raw = path.toUri().getRawPath();
        if (!path.isAbsolute()) {
            raw = raw.substring(Path.of("").toUri().getRawPath().length());
        }
        if (raw.endsWith("/") && !shown.endsWith("/")) {
            raw = raw.substring(0, raw.length() - 1);
        }
        return decodePercent(raw);
    }

    /** Resolves a relative name, which may have several parts, against a directory. */
    static Path resolve(Path directory, String name) {
        if (isAscii(name) || (UTF_8 && isWellFormed(name))) {
            return directory.resolve(name);
        }
        StringBuilder uri =
                new StringBuilder("file://").append(directory.toUri().getRawPath());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        for (byte b : PathBytes.encode(name)) {
            boolean plain = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == '/';
            uri.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
        }
        return Path.of(URI.create(uri.toString()));
    }

    private static boolean isExact(String shown) {
        return isAscii(shown) || (UTF_8 && shown.indexOf('\uFFFD') < 0);
    }

    private static String decodePercent(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return PathBytes.decode(bytes.toByteArray(), 0, bytes.size());
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Whether all bytes of the name are valid UTF-8. */
    private static boolean isWellFormed(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == name.length()
                        || !Character.isLowSurrogate(name.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
