package io.jenkins.containerbuild.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the policy says about a line of a Dockerfile.
 *
 * @param rule {@link Rule#id()}, or {@code base-deprecated}
 * @param line from 1
 * @param message what was found, what would satisfy the rule, and who owns the base
 * @param alternatives what may stand in for the base; none where nobody looked
 */
public record Verdict(String rule, Answer answer, int line, String message, List<Alternative> alternatives) {

    /** What follows of it. */
    public enum Answer {
        ALLOW,
        WARN,
        REFUSE,
        /** Only the registry, or the image that is still to be built, could tell. */
        UNKNOWN;

        /** As reports have it, in lower case. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A base that may do in the place of another.
     *
     * @param name in the catalogue
     * @param weight against that of the base
     */
    public record Alternative(String name, String reference, Weight weight) {}

    /**
     * What a base weighs in the place of another. Bytes are of compressed layers.
     *
     * @param bytes -1 where it could not be looked at
     * @param sharedBytes of its layers that the other one has, too, so that a registry keeps them once
     * @param insteadOf bytes of the other one
     */
    public record Weight(long bytes, long sharedBytes, long insteadOf) {
        /** Layers by digest. */
        public static Weight of(Map<String, Long> layers, Map<String, Long> others) {
            long bytes = 0;
            long shared = 0;
            for (Map.Entry<String, Long> layer : layers.entrySet()) {
                bytes += layer.getValue();
                shared += others.containsKey(layer.getKey()) ? layer.getValue() : 0;
            }
            return new Weight(bytes, shared, sum(others));
        }

        /** Of one that could not be looked at. */
        public static Weight unknown(Map<String, Long> others) {
            return new Weight(-1, -1, sum(others));
        }

        private static long sum(Map<String, Long> layers) {
            return layers.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
