package io.jenkins.containerbuild.policy;

import java.util.Locale;

/** The rules that a policy can contain. */
public enum Rule {
    /** The base image is an entry of the catalogue. */
    BASE_IN_CATALOGUE,
    /** The base image is pinned to a digest, in the Dockerfile or in the catalogue. */
    BASE_HAS_DIGEST,
    /** Base images come from the allowed registries. */
    ALLOWED_REGISTRIES,
    /** The age of the base image in days is within a limit. */
    BASE_AGE,
    /** The base image has the required labels. */
    BASE_LABELS,
    /** The image does not run as root. */
    RUNS_AS_ROOT,
    /** The compressed size of the image is within a limit. */
    IMAGE_SIZE,
    /** The compressed size of each layer above the base is within a limit. */
    LAYER_SIZE,
    /** The image has the required labels, or annotations with the same names. */
    IMAGE_LABELS;

    /** The name in reports, such as {@code base-in-catalogue}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name in YAML, such as {@code baseInCatalogue}. */
    public String key() {
        StringBuilder key = new StringBuilder();
        for (String word : id().split("-")) {
            key.append(key.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return key.toString();
    }
}
