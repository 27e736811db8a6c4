package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the named context that replaces a stage or an image. Names are compared as image references, so {@code alpine}
 * equals {@code alpine:latest}.
 */
final class NamedContexts {
    private final Map<String, NamedContext> byName = new HashMap<>();

    NamedContexts(List<NamedContext> given) {
        for (NamedContext context : given) {
            byName.put(ImageReference.familiar(context.name()), context);
        }
    }

    /** The named context that replaces a stage; empty if there is none. */
    Optional<NamedContext> forStage(String stage) {
        return byName.isEmpty() || isReserved(stage)
                ? Optional.empty()
                : Optional.ofNullable(byName.get(ImageReference.familiar(stage)));
    }

    /**
     * The named context that replaces an image, or the image itself. Throws a {@link Mistake} if the name is invalid.
     */
    NamedContext forImage(String name) {
        try {
            NamedContext.Image image = NamedContext.Image.parse(name);
            return isReserved(name)
                    ? image
                    : byName.getOrDefault(image.reference().toString(), image);
        } catch (IllegalArgumentException e) {
            throw new Mistake(e.getMessage());
        }
    }

    private static boolean isReserved(String name) {
        return name.equalsIgnoreCase("scratch") || name.equalsIgnoreCase("context");
    }
}
