package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names of an image.
 *
 * @param references at least one name, as {@code registry/repository:tag}
 * @param namesRegistry whether the step or the global settings name a registry
 */
record ImageNames(List<ImageReference> references, boolean namesRegistry) {

    /**
     * Parses the image names of a step; throws {@link InputException} if a name is invalid.
     *
     * @param image the image name that the step sets
     * @param tags additional tags in the same repository
     * @param defaultRegistry registry for names that do not contain one; "" if not set
     */
    static ImageNames of(String image, List<String> tags, String defaultRegistry) {
        if (image.isEmpty()) {
            throw new InputException("image must be set, for example registry.example/shop/app");
        }
        boolean named = namesRegistry(image);
        String prefix = named || defaultRegistry.isEmpty() ? "" : defaultRegistry.replaceAll("/+$", "") + "/";
        try {
            ImageReference first = ImageReference.parse(prefix + image);
            if (first.hasDigest()) {
                throw new InputException("image must not have a digest, which is known only after the build: " + image);
            }
            List<ImageReference> names = new ArrayList<>();
            if (first.hasTag() || tags.isEmpty()) {
                names.add(first.withDefaultTag());
            }
            for (String tag : tags) {
                names.add(ImageReference.parse(first.name() + ":" + tag));
            }
            return new ImageNames(names.stream().distinct().toList(), named || !defaultRegistry.isEmpty());
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /**
     * Names for the image of an untrusted change, which cannot be confused with the trusted image: {@code
     * localhost/untrusted/REGISTRY/REPOSITORY:TAG}.
     */
    ImageNames forUntrustedChange() {
        return new ImageNames(
                references.stream()
                        .map(name -> ImageReference.parse("localhost/untrusted/" + directory(name.registry()) + "/"
                                + name.repository() + ":" + name.tag()))
                        .toList(),
                namesRegistry);
    }

    private static String directory(String registry) {
        return registry.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    }

    /**
     * Docker's rule: the part before the first slash is a host if it contains a dot or a port, or if it is localhost.
     */
    static boolean namesRegistry(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }
}
