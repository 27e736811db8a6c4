package io.jenkins.containerbuild.image;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A content digest, {@code algorithm:hex}, as the OCI image specification defines it. */
public record Digest(String algorithm, String hex) implements Serializable {
    public Digest {
        boolean right =
                switch (algorithm) {
                    case "sha256" -> isHex(hex, 64);
                    case "sha512" -> isHex(hex, 128);
                    default -> false;
                };
        if (!right) {
            throw new IllegalArgumentException(
                    "not a digest: \"" + algorithm + ":" + hex + "\"; use sha256: followed by 64 hex digits");
        }
    }

    /**
     * Whether the text has this length and consists of lower-case hex digits. Avoids regular expressions, because
     * loading them delays the start of a process.
     */
    private static boolean isHex(String text, int length) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return text.length() == length;
    }

    /** Reads {@code algorithm:hex}; throws {@link IllegalArgumentException} for anything else. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a digest: \"" + text + "\"; use sha256: followed by 64 hex digits");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The SHA-256 of the bytes. */
    public static Digest of(byte[] bytes) {
        return of(sha256().digest(bytes), "sha256");
    }

    /** Completes the hash computation and returns the digest. */
    public static Digest of(MessageDigest finished) {
        return of(finished.digest(), finished.getAlgorithm().replace("-", "").toLowerCase(java.util.Locale.ROOT));
    }

    private static Digest of(byte[] value, String algorithm) {
        return new Digest(algorithm, HexFormat.of().formatHex(value));
    }

    /** Returns a new SHA-256, which every Java runtime provides. */
    public static MessageDigest sha256() {
        return messageDigest("SHA-256");
    }

    /** Returns a new message digest with the algorithm of this digest. */
    public MessageDigest newMessageDigest() {
        return messageDigest(algorithm.equals("sha256") ? "SHA-256" : "SHA-512");
    }

    private static MessageDigest messageDigest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(name + " is missing in this Java runtime", e);
        }
    }

    /** The first twelve hex digits, for display. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
