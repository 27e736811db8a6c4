package io.jenkins.containerbuild.notification;

import io.jenkins.containerbuild.image.ImageReference;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a registry says has happened in it.
 *
 * @param pushed names of images that were stored, each with its tag
 * @param scopes what the sender speaks for, pushed to or not: a registry, or a longer name, where webhooks are set for a project or a
 *     repository; who hears of these need not ask there
 */
public record Notification(Set<ImageReference> pushed, Set<String> scopes) {

    public Notification {
        pushed = Set.copyOf(pushed);
        scopes = Set.copyOf(scopes);
    }

    /** The same with another name of the registry: what it calls itself need not be what its users call it. */
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
