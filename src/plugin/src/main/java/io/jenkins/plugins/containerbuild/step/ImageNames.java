package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The names that an image gets.
 *
 * @param references {@code registry/repository:tag}, one at least
 * @param namesRegistry whether the user named a registry, or the settings did for him
 */
record ImageNames(List<ImageReference> references, boolean namesRegistry) {

    /**
     * Reads them; throws {@link InputException} where one is none.
     *
     * @param image as the step has it
     * @param tags of the same repository, more names
     * @param defaultRegistry for an image that names none; "" where there is no such default
     */
    static ImageNames of(String image, List<String> tags, String defaultRegistry) {
        if (image.isEmpty()) {
            throw new InputException("image: the image has no name; such as registry.example/shop/app would work");
        }
        boolean named = namesRegistry(image);
        String prefix = named || defaultRegistry.isEmpty() ? "" : defaultRegistry.replaceAll("/+$", "") + "/";
        try {
            ImageReference first = ImageReference.parse(prefix + image);
            if (first.hasDigest()) {
                throw new InputException(image + " has a digest, which only the build can tell; leave it out");
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
     * The same for an image that nobody may take for the real one, in the registry {@code localhost}: {@code
     * localhost/untrusted/REGISTRY/REPOSITORY:TAG}.
     */
    ImageNames apart() {
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

    /** As Docker sees it: what stands before the first slash is a host if it has a dot or a port, or is localhost. */
    static boolean namesRegistry(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }
}
