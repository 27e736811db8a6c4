package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.Map;
import java.util.Optional;

/**
 * A base that is looked at.
 *
 * @param written what FROM names, variables expanded
 * @param place what that stands for: an image's reference, or the directory or layout of a named context
 * @param reference the same as a reference; null where it is no image in a registry
 * @param entry of the catalogue that it is
 * @param image null where it was not looked up, or where it is a directory
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
        // Two entries may stand for one image; the name tells which is meant.
        Optional<Catalogue.Entry> named = entry.isEmpty()
                ? entry
                : catalogue.find(written).filter(one -> one.isAt(entry.get().pinned()));
        return new Subject(source.line(), written, place, reference, named.or(() -> entry), image);
    }

    private static ImageReference parsed(String text) {
        try {
            return ImageReference.parse(text).withDefaultTag();
        } catch (IllegalArgumentException e) {
            // Where it is looked up, it is refused with its line.
            return null;
        }
    }

    /** Whether a directory stands in for the image, which has no configuration. */
    boolean isDirectory() {
        return reference == null && !place.startsWith(LAYOUT);
    }

    /** {@code java-17 (registry.example/base/java:17)}. */
    String described() {
        return written.equals(place) ? written : written + " (" + place + ")";
    }

    /** Whom to ask, where that is known. */
    String owner() {
        return entry.map(Catalogue.Entry::owner)
                .filter(name -> !name.isEmpty())
                .map(name -> "; its owner is " + name)
                .orElse("");
    }
}
