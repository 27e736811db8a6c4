package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which named context stands in for a stage or an image: names are compared as image references, so {@code alpine} is {@code alpine:latest}. */
final class NamedContexts {
    private final Map<String, String> names = new HashMap<>();

    NamedContexts(Set<String> given) {
        for (String name : given) {
            names.put(ImageReference.familiar(name), name);
        }
    }

    /** The context that stands in for a stage; "" where there is none. */
    String named(String stage) {
        return names.isEmpty() || isReserved(stage) ? "" : names.getOrDefault(ImageReference.familiar(stage), "");
    }

    /** The context that stands in for an image; "" where there is none. Throws a {@link Mistake} where it is no image's name. */
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
