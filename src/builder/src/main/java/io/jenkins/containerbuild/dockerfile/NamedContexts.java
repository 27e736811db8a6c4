package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds the named context that replaces a stage or an image. Names are compared as image references, so {@code alpine}
 * equals {@code alpine:latest}.
 */
final class NamedContexts {
    private final Map<String, String> names = new HashMap<>();

    NamedContexts(Set<String> given) {
        for (String name : given) {
            names.put(ImageReference.familiar(name), name);
        }
    }

    /** The named context that replaces a stage, or "" if none does. */
    String named(String stage) {
        return names.isEmpty() || isReserved(stage) ? "" : names.getOrDefault(ImageReference.familiar(stage), "");
    }

    /**
     * The named context that replaces an image, or "" if none does. Throws a {@link Mistake} if the name is invalid.
     */
    String forImage(String image) {
        try {
            String reference = ImageReference.parse(image).withDefaultTag().toString();
            return isReserved(image) ? "" : names.getOrDefault(reference, "");
        } catch (IllegalArgumentException e) {
            throw new Mistake(e.getMessage());
        }
    }

    private static boolean isReserved(String name) {
        return name.equalsIgnoreCase("scratch") || name.equalsIgnoreCase("context");
    }
}
