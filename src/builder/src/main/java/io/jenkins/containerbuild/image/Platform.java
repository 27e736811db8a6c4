package io.jenkins.containerbuild.image;

import java.io.Serializable;
import java.util.Locale;
import java.util.Set;

/**
 * An operating system and a processor architecture, {@code os/architecture[/variant]}, normalised as in containerd's
 * platforms package ({@code x86_64} becomes {@code amd64}, {@code arm64/v8} becomes {@code arm64}, {@code arm} becomes
 * {@code arm/v7}).
 *
 * @param variant variant of the architecture, or "" if not set
 */
public record Platform(String os, String architecture, String variant) implements Serializable {

    private static final Set<String> SYSTEMS = Set.of(
            "aix",
            "android",
            "darwin",
            "dragonfly",
            "freebsd",
            "hurd",
            "illumos",
            "ios",
            "js",
            "linux",
            "nacl",
            "netbsd",
            "openbsd",
            "plan9",
            "solaris",
            "windows",
            "zos");

    private static final Set<String> ARCHITECTURES = Set.of(
            "386",
            "amd64",
            "amd64p32",
            "arm",
            "armbe",
            "arm64",
            "arm64be",
            "loong64",
            "mips",
            "mipsle",
            "mips64",
            "mips64le",
            "mips64p32",
            "mips64p32le",
            "ppc",
            "ppc64",
            "ppc64le",
            "riscv",
            "riscv64",
            "s390",
            "s390x",
            "sparc",
            "sparc64",
            "wasm");

    /**
     * Reads {@code os/arch[/variant]}, or a single known word: an operating system, which implies the architecture of
     * this machine, or an architecture, which implies Linux. Throws {@link IllegalArgumentException} for anything else.
     */
    public static Platform parse(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        for (String part : parts) {
            if (!part.matches("[a-z0-9_-]+")) {
                throw wrong(text);
            }
        }
        return switch (parts.length) {
            case 1 -> ofOneWord(text, parts[0]);
            case 2 -> normalised(system(parts[0]), parts[1], "");
            case 3 -> normalised(system(parts[0]), parts[1], parts[2]);
            default -> throw wrong(text);
        };
    }

    private static Platform ofOneWord(String text, String word) {
        if (SYSTEMS.contains(system(word))) {
            Platform here = ofThisMachine();
            return new Platform(system(word), here.architecture(), here.variant());
        }
        Platform linux = normalised("linux", word, "");
        if (!ARCHITECTURES.contains(linux.architecture())) {
            throw wrong(text);
        }
        return linux;
    }

    private static String system(String word) {
        return word.equals("macos") ? "darwin" : word;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "not a platform: \"" + text + "\"; use os/architecture[/variant], for example linux/arm64");
    }

    /** The architecture of this machine, with Linux as the operating system because images are built for Linux. */
    public static Platform ofThisMachine() {
        return normalised("linux", System.getProperty("os.arch").toLowerCase(Locale.ROOT), "");
    }

    /** Replaces aliases of architecture and variant with the names that Go uses. */
    public static Platform normalised(String os, String architecture, String variant) {
        return switch (architecture) {
            case "x86_64", "x86-64", "amd64" -> new Platform(os, "amd64", variant.equals("v1") ? "" : variant);
            case "i386", "i486", "i586", "i686", "x86", "386" -> new Platform(os, "386", "");
            case "aarch64", "arm64" ->
                new Platform(os, "arm64", variant.equals("8") || variant.equals("v8") ? "" : variant);
            case "armhf" -> new Platform(os, "arm", "v7");
            case "armel" -> new Platform(os, "arm", "v6");
            case "arm" ->
                new Platform(os, "arm", variant.isEmpty() ? "v7" : variant.startsWith("v") ? variant : "v" + variant);
            default -> new Platform(os, architecture, variant);
        };
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
