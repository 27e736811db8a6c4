package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import java.util.Optional;

/**
 * A base image to be checked.
 *
 * @param source the base of a stage
 * @param place what the name in FROM refers to: an image reference, or the directory or layout of a named context
 * @param reference the image; null if the base is not an image in a registry
 * @param entry the catalogue entry for the base, if there is one
 * @param image the base image; null if it was not looked up or if the base is a directory
 */
record Subject(
        ExternalSource source,
        String place,
        ImageReference reference,
        Optional<Catalogue.Entry> entry,
        BaseImage image) {
    static Subject of(ExternalSource source, Catalogue catalogue, BaseImage image) {
        String written = source.reference();
        if (!(source.place() instanceof NamedContext.Image place)) {
            return new Subject(source, source.place().value(), null, Optional.empty(), image);
        }
        String text = place.name().isEmpty() ? written : place.reference().toString();
        Optional<Catalogue.Entry> entry = catalogue.at(place.reference());
        // Two entries may refer to the same image; the name decides between them.
        Optional<Catalogue.Entry> named = entry.isEmpty()
                ? entry
                : catalogue.find(written).filter(one -> one.isAt(entry.get().image()));
        return new Subject(source, text, place.reference(), named.or(() -> entry), image);
    }

    int line() {
        return source.line();
    }

    /** Whether a directory replaces the image. A directory has no image configuration. */
    boolean isDirectory() {
        return !source.isImage();
    }

    /** The name for messages, such as {@code java-17 (registry.example/base/java:17)}. */
    String described() {
        return source.reference().equals(place) ? place : source.reference() + " (" + place + ")";
    }

    /** A suffix for messages that names the owner of the base, or "" if there is none. */
    String owner() {
        return entry.map(Catalogue.Entry::owner)
                .filter(name -> !name.isEmpty())
                .map(name -> "; its owner is " + name)
                .orElse("");
    }
}
