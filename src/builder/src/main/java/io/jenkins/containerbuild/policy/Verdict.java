package io.jenkins.containerbuild.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of one rule for a line of a Dockerfile.
 *
 * @param rule {@link Rule#id()}, or {@code base-deprecated}
 * @param line line number, starting at 1
 * @param message what was found, how to satisfy the rule, and the owner of the base
 * @param alternatives images that could replace the base; empty if they were not looked up
 */
public record Verdict(String rule, Answer answer, int line, String message, List<Alternative> alternatives) {

    /** The consequence for the build. */
    public enum Answer {
        ALLOW,
        WARN,
        REFUSE,
        /** Cannot be determined without querying the registry or building the image. */
        UNKNOWN;

        /** The name in reports, in lower case. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An image that could replace a base.
     *
     * @param name name in the catalogue
     * @param weight size compared with that of the base
     */
    public record Alternative(String name, String reference, Weight weight) {}

    /**
     * Compressed size of an alternative compared with the base that it would replace.
     *
     * @param bytes size of the alternative in bytes; -1 if it could not be looked up
     * @param sharedBytes size in bytes of the layers that the alternative and the base share; a registry stores them
     *     once
     * @param insteadOf size in bytes of the base that it would replace
     */
    public record Weight(long bytes, long sharedBytes, long insteadOf) {
        /** Compares the layers of an alternative with those of the base, both given as sizes in bytes by digest. */
        public static Weight of(Map<String, Long> layers, Map<String, Long> others) {
            long bytes = 0;
            long shared = 0;
            for (Map.Entry<String, Long> layer : layers.entrySet()) {
                bytes += layer.getValue();
                shared += others.containsKey(layer.getKey()) ? layer.getValue() : 0;
            }
            return new Weight(bytes, shared, sum(others));
        }

        /** The weight of an alternative that could not be looked up. */
        public static Weight unknown(Map<String, Long> others) {
            return new Weight(-1, -1, sum(others));
        }

        private static long sum(Map<String, Long> layers) {
            return layers.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
