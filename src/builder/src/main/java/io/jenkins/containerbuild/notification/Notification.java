package io.jenkins.containerbuild.notification;

import io.jenkins.containerbuild.image.ImageReference;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A registry's notification of pushed images.
 *
 * @param pushed the pushed images, each with its tag
 * @param scopes the registries, projects and repositories for which the sender sends notifications, whether or not an
 *     image was pushed; they need not be polled
 */
public record Notification(Set<ImageReference> pushed, Set<String> scopes) {

    public Notification {
        pushed = Set.copyOf(pushed);
        scopes = Set.copyOf(scopes);
    }

    /**
     * Returns a copy with another registry name, because users may access the registry under a different name than the
     * one in the notification.
     */
    public Notification from(String registry) {
        Set<ImageReference> images = new LinkedHashSet<>();
        Set<String> places = new LinkedHashSet<>();
        for (ImageReference image : pushed) {
            images.add(new ImageReference(registry, image.repository(), image.tag(), image.digest()));
        }
        for (String scope : scopes) {
            int slash = scope.indexOf('/');
            places.add(registry + (slash < 0 ? "" : scope.substring(slash)));
        }
        return new Notification(images, places);
    }
}
