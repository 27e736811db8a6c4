package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The prebuilt images that Dockerfiles may start from, by names of their own.
 *
 * @param entries in the order of their owner's choice
 */
public record Catalogue(List<Entry> entries) implements Serializable {
    public static final Catalogue EMPTY = new Catalogue(List.of());

    private static final String IMAGE = "docker-image://";

    /**
     * An image. Texts that are not given are "".
     *
     * @param name that stands for it in a Dockerfile, {@code java-17}
     * @param reference where it is
     * @param platform {@code os/architecture[/variant]} that it is watched for
     * @param owner who answers for it, for people
     * @param digest that it is pinned to; "" for whatever its tag points at
     * @param credentialsId with which Jenkins reads it; of no meaning here
     * @param alternatives names of entries that may do in its place, usually smaller ones
     * @param retirement whether it may still be used by what is new
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

        /** An entry of which no more is known. */
        public static Entry of(String name, String reference, String digest) {
            return new Entry(name, reference, "", "", "", digest, "", List.of(), Retirement.NONE);
        }

        /** The reference, with the digest where one is pinned. */
        public String pinned() {
            return digest.isEmpty() || reference.contains("@") ? reference : reference + "@" + digest;
        }

        /** Whether an image of this reference is the entry: the same repository, and the same tag or digest. */
        boolean isAt(String other) {
            try {
                ImageReference wanted = ImageReference.parse(other);
                ImageReference own = ImageReference.parse(pinned());
                return wanted.name().equals(own.name())
                        && (wanted.hasDigest()
                                ? wanted.digest().equals(own.digest()) || sameTag(wanted, own)
                                : sameTag(wanted, own));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        private static boolean sameTag(ImageReference wanted, ImageReference own) {
            boolean decidedByDigest = wanted.hasDigest() && own.hasDigest() || wanted.hasDigest() && !wanted.hasTag();
            return !decidedByDigest && tag(wanted).equals(tag(own));
        }

        private static String tag(ImageReference reference) {
            return reference.hasTag() ? reference.tag() : "latest";
        }

        /** {@code NAME (REFERENCE, owner OWNER)} for messages, as far as known. */
        String described() {
            return name + " (" + reference + (owner.isEmpty() ? "" : ", owner " + owner) + ")";
        }
    }

    /**
     * The end of an entry's life.
     *
     * @param deprecated whether its owner wants it to be left
     * @param replacedBy name of the entry to go to; "" where none is given
     */
    public record Retirement(boolean deprecated, String replacedBy) implements Serializable {
        public static final Retirement NONE = new Retirement(false, "");
    }

    public Optional<Entry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The entry of that name; throws {@link InputException} with the names that there are. */
    public Entry entry(String name) {
        return find(name)
                .orElseThrow(() -> new InputException(
                        "the catalogue of base images has no \"" + name + "\"; " + namesToChooseFrom()));
    }

    /** The entry that an image is. */
    Optional<Entry> at(String reference) {
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

    /** The named contexts that make a {@code FROM} mean its entry: by the entry's name, and by its reference where a digest is pinned. */
    public Map<String, String> contexts() {
        Map<String, String> contexts = new LinkedHashMap<>();
        for (Entry entry : entries) {
            contexts.put(entry.name(), IMAGE + entry.pinned());
            if (!entry.digest().isEmpty()) {
                contexts.put(entry.reference(), IMAGE + entry.pinned());
            }
        }
        return contexts;
    }

    /**
     * The named contexts for more names in a Dockerfile.
     *
     * @param names of entries, each by the name in the Dockerfile
     * @throws InputException where one is no entry
     */
    public Map<String, String> contexts(Map<String, String> names) {
        Map<String, String> contexts = new LinkedHashMap<>();
        names.forEach((from, name) -> contexts.put(from, IMAGE + entry(name).pinned()));
        return contexts;
    }
}
