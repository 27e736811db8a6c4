package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prebuilt base images that Dockerfiles can use by name.
 *
 * @param entries entries in the configured order
 */
public record Catalogue(List<Entry> entries) implements Serializable {
    public static final Catalogue EMPTY = new Catalogue(List.of());

    /**
     * A base image in the catalogue. Strings that are not set are "".
     *
     * @param name name in Dockerfiles, such as {@code java-17}
     * @param reference reference of the image
     * @param platform {@code os/architecture[/variant]} that is monitored
     * @param owner person or team responsible for the image
     * @param digest digest that the entry is pinned to; "" to follow the tag
     * @param credentialsId id of the Jenkins credentials for reading the image; not used in this package
     * @param alternatives names of entries that can replace this one, usually smaller ones
     * @param retirement whether the entry is deprecated, and the entry that replaces it
     */
    public record Entry(
            String name,
            String reference,
            String platform,
            String owner,
            String description,
            String digest,
            String credentialsId,
            List<String> alternatives,
            Retirement retirement)
            implements Serializable {

        /** An entry with only a name, a reference and a digest. */
        public static Entry of(String name, String reference, String digest) {
            return new Entry(name, reference, "", "", "", digest, "", List.of(), Retirement.NONE);
        }

        /** The reference, including the digest if the entry is pinned to one. */
        public String pinned() {
            return digest.isEmpty() || reference.contains("@") ? reference : reference + "@" + digest;
        }

        /** The image; throws {@link InputException} if the reference is invalid. */
        ImageReference image() {
            try {
                return ImageReference.parse(pinned()).withDefaultTag();
            } catch (IllegalArgumentException e) {
                throw new InputException("base image " + name + ": " + e.getMessage(), e);
            }
        }

        /** Whether a reference refers to this entry: the same repository, and the same tag or digest. */
        boolean isAt(ImageReference wanted) {
            ImageReference own = image();
            return wanted.name().equals(own.name())
                    && (wanted.hasDigest()
                            ? wanted.digest().equals(own.digest()) || sameTag(wanted, own)
                            : sameTag(wanted, own));
        }

        private static boolean sameTag(ImageReference wanted, ImageReference own) {
            boolean decidedByDigest = wanted.hasDigest() && own.hasDigest() || wanted.hasDigest() && !wanted.hasTag();
            return !decidedByDigest && tag(wanted).equals(tag(own));
        }

        private static String tag(ImageReference reference) {
            return reference.hasTag() ? reference.tag() : "latest";
        }

        /** {@code NAME (REFERENCE, owner OWNER)} for messages; the owner is omitted if it is not set. */
        String described() {
            return name + " (" + reference + (owner.isEmpty() ? "" : ", owner " + owner) + ")";
        }
    }

    /**
     * Deprecation of an entry.
     *
     * @param deprecated whether images should stop using the entry
     * @param replacedBy name of the entry to use instead; "" if not set
     */
    public record Retirement(boolean deprecated, String replacedBy) implements Serializable {
        public static final Retirement NONE = new Retirement(false, "");
    }

    public Optional<Entry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The entry with the name; if there is none, throws an {@link InputException} that lists the available names. */
    public Entry entry(String name) {
        return find(name)
                .orElseThrow(() -> new InputException(
                        "the catalogue of base images has no \"" + name + "\"; " + namesToChooseFrom()));
    }

    /** The entry for an image reference. */
    Optional<Entry> at(ImageReference reference) {
        return entries.stream().filter(entry -> entry.isAt(reference)).findFirst();
    }

    String namesToChooseFrom() {
        if (entries.isEmpty()) {
            return "it is empty";
        }
        List<String> names = entries.stream()
                .filter(entry -> !entry.retirement().deprecated())
                .map(Entry::name)
                .toList();
        return "it has " + String.join(", ", names);
    }

    /**
     * Named contexts that redirect {@code FROM} to the catalogue: one for the name of each entry, and one for the
     * reference of each entry that is pinned to a digest.
     */
    public List<NamedContext.Image> contexts() {
        List<NamedContext.Image> contexts = new ArrayList<>();
        for (Entry entry : entries) {
            contexts.add(new NamedContext.Image(entry.name(), entry.image()));
            if (!entry.digest().isEmpty()) {
                contexts.add(new NamedContext.Image(entry.reference(), entry.image()));
            }
        }
        return contexts;
    }

    /**
     * Named contexts for additional names in a Dockerfile.
     *
     * @param names entry names by the name in the Dockerfile
     * @throws InputException if an entry does not exist
     */
    public List<NamedContext.Image> contexts(Map<String, String> names) {
        List<NamedContext.Image> contexts = new ArrayList<>();
        names.forEach((from, name) ->
                contexts.add(new NamedContext.Image(from, entry(name).image())));
        return contexts;
    }
}
