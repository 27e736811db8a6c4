package io.jenkins.containerbuild.policy;

import java.util.Locale;

/** What may be asked of an image or of what it is built of. */
public enum Rule {
    /** {@code FROM} names an entry of the catalogue. */
    BASE_IN_CATALOGUE,
    /** {@code FROM} is pinned to a digest, by the Dockerfile or by the catalogue. */
    BASE_HAS_DIGEST,
    /** Bases come from given registries. */
    ALLOWED_REGISTRIES,
    /** The base was made a given number of days ago at most. */
    BASE_AGE,
    /** The base has given labels. */
    BASE_LABELS,
    /** The image's user is not root. */
    RUNS_AS_ROOT,
    /** The image has at most so many compressed bytes. */
    IMAGE_SIZE,
    /** No layer above the base has more compressed bytes. */
    LAYER_SIZE,
    /** The image has given labels, or annotations of these names. */
    IMAGE_LABELS;

    /** As reports have it: {@code base-in-catalogue}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As YAML has it: {@code baseInCatalogue}. */
    public String key() {
        StringBuilder key = new StringBuilder();
        for (String word : id().split("-")) {
            key.append(key.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return key.toString();
    }
}
