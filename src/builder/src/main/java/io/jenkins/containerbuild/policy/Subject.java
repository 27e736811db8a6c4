package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.Map;
import java.util.Optional;

/**
 * A base image to be checked.
 *
 * @param written name in FROM, with variables expanded
 * @param place what the name refers to: an image reference, or the directory or layout of a named context
 * @param reference the parsed reference; null if the base is not an image in a registry
 * @param entry its entry in the catalogue
 * @param image null if it was not looked up or is a directory
 */
record Subject(
        int line,
        String written,
        String place,
        ImageReference reference,
        Optional<Catalogue.Entry> entry,
        BaseImage image) {
    private static final String IMAGE = "docker-image://";
    private static final String LAYOUT = "oci-layout://";

    static Subject of(ExternalSource source, Map<String, String> contexts, Catalogue catalogue, BaseImage image) {
        String written = source.reference();
        String place = source.isImage() ? written : contexts.getOrDefault(source.namedContext(), written);
        boolean isImage = source.isImage() || place.startsWith(IMAGE);
        place = place.startsWith(IMAGE) ? place.substring(IMAGE.length()) : place;
        ImageReference reference = isImage ? parsed(place) : null;
        Optional<Catalogue.Entry> entry = reference == null ? Optional.empty() : catalogue.at(place);
        // Two entries may refer to the same image; the name decides between them.
        Optional<Catalogue.Entry> named = entry.isEmpty()
                ? entry
                : catalogue.find(written).filter(one -> one.isAt(entry.get().pinned()));
        return new Subject(source.line(), written, place, reference, named.or(() -> entry), image);
    }

    private static ImageReference parsed(String text) {
        try {
            return ImageReference.parse(text).withDefaultTag();
        } catch (IllegalArgumentException e) {
            // The lookup of the image reports the invalid reference with its line.
            return null;
        }
    }

    /** Whether a directory replaces the image; it does not have a configuration. */
    boolean isDirectory() {
        return reference == null && !place.startsWith(LAYOUT);
    }

    /** The name for messages, such as {@code java-17 (registry.example/base/java:17)}. */
    String described() {
        return written.equals(place) ? written : written + " (" + place + ")";
    }

    /** A text that names the owner, or "" if there is none. */
    String owner() {
        return entry.map(Catalogue.Entry::owner)
                .filter(name -> !name.isEmpty())
                .map(name -> "; its owner is " + name)
                .orElse("");
    }
}
