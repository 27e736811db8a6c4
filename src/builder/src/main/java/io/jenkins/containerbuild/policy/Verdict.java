package io.jenkins.containerbuild.policy;

import java.util.List;
import java.util.Locale;

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
     * @param bytes of its compressed layers, or -1 where it could not be looked at
     */
    public record Alternative(String name, String reference, long bytes) {}
}
