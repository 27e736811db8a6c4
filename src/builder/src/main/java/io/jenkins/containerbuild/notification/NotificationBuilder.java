package io.jenkins.containerbuild.notification;

import io.jenkins.containerbuild.image.ImageReference;
import java.util.LinkedHashSet;
import java.util.Set;

/** Collects the valid image names of a notification; invalid ones are ignored. */
final class NotificationBuilder {
    private final Set<ImageReference> pushed = new LinkedHashSet<>();
    private final Set<String> scopes = new LinkedHashSet<>();

    void pushed(String registry, String repository, String tag) {
        ImageReference image = imageOrNull(registry, repository + ":" + tag);
        if (image != null && image.hasTag() && !image.hasDigest()) {
            pushed.add(image);
        }
    }

    void scope(String registry) {
        if (imageOrNull(registry, "any/image") != null) {
            scopes.add(registry);
        }
    }

    void scope(String registry, String path) {
        ImageReference image = imageOrNull(registry, path.contains("/") ? path : path + "/any");
        if (image != null && !image.hasTag() && !image.hasDigest()) {
            scopes.add(registry + "/" + path);
        }
    }

    /**
     * Parses an image name. Returns null if the name is invalid, or if its first part is not a registry, as in {@code
     * registry/image}, which is an image on Docker Hub.
     */
    private static ImageReference imageOrNull(String registry, String rest) {
        try {
            ImageReference image = ImageReference.parse(registry + "/" + rest);
            return image.registry().equals(registry) ? image : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    Notification build() {
        return new Notification(pushed, scopes);
    }
}
