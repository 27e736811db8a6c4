package io.jenkins.containerbuild.image;

import java.io.Serializable;
import java.util.Locale;

/**
 * An operating system and a processor, {@code os/architecture[/variant]}, normalised as containerd's platforms package does ({@code
 * x86_64} is {@code amd64}; {@code arm64/v8} is {@code arm64}; {@code arm} is {@code arm/v7}).
 *
 * @param variant empty where there is none
 */
public record Platform(String os, String architecture, String variant) implements Serializable {

    /** Reads {@code os/arch[/variant]} or {@code arch}; throws {@link IllegalArgumentException} for anything else. */
    public static Platform parse(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        for (String part : parts) {
            if (!part.matches("[a-z0-9_.-]+")) {
                throw new IllegalArgumentException(
                        "not a platform: \"" + text + "\"; os/architecture[/variant], such as linux/arm64, would work");
            }
        }
        return switch (parts.length) {
            case 1 -> normalised("linux", parts[0], "");
            case 2 -> normalised(parts[0], parts[1], "");
            case 3 -> normalised(parts[0], parts[1], parts[2]);
            default ->
                throw new IllegalArgumentException(
                        "not a platform: \"" + text + "\"; os/architecture[/variant], such as linux/arm64, would work");
        };
    }

    /** Of this machine's processor, with Linux as the operating system of what is built. */
    public static Platform ofThisMachine() {
        return normalised("linux", System.getProperty("os.arch").toLowerCase(Locale.ROOT), "");
    }

    /** Aliases of architecture and variant become the names that Go uses. */
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

    // By hand, as the derived ones are put together at run time: 5 to 20 ms of a start when first called.
    @Override
    public boolean equals(Object other) {
        return other instanceof Platform that
                && os.equals(that.os)
                && architecture.equals(that.architecture)
                && variant.equals(that.variant);
    }

    @Override
    public int hashCode() {
        return 31 * architecture.hashCode() + variant.hashCode();
    }
}
