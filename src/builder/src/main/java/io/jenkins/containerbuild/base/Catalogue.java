package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The prebuilt images that Dockerfiles may start from, by names of their own, and what happens to a {@code FROM} that names another.
 *
 * @param entries in the order of their owner's choice
 */
public record Catalogue(List<Entry> entries, Outside outside) implements Serializable {
    private static final String IMAGE = "docker-image://";

    /** What happens to a {@code FROM} that names no entry. */
    public enum Outside {
        ALLOW,
        WARN,
        REFUSE
    }

    /**
     * An image.
     *
     * @param name that stands for it in a Dockerfile, {@code java-17}
     * @param reference where it is
     * @param digest that it is pinned to; "" for whatever its tag points at
     */
    public record Entry(String name, String reference, String digest) implements Serializable {

        /** The reference, with the digest where one is pinned. */
        public String pinned() {
            return digest.isEmpty() || reference.contains("@") ? reference : reference + "@" + digest;
        }

        /** Whether a {@code FROM} with this reference means the entry. */
        boolean isMeantBy(String from) {
            if (from.equals(name)) {
                return true;
            }
            try {
                ImageReference wanted = ImageReference.parse(from);
                ImageReference own = ImageReference.parse(pinned());
                return wanted.name().equals(own.name())
                        && (wanted.hasDigest()
                                ? wanted.digest().equals(own.digest())
                                : wanted.withDefaultTag().tag().equals(own.hasTag() ? own.tag() : "latest"));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    public Optional<Entry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /**
     * The named contexts that make a {@code FROM} mean its entry: by the entry's name, and by its reference where a digest is pinned.
     *
     * @param aliases more names in the Dockerfile, each for an entry's name
     * @throws InputException where an alias is for no entry
     */
    public Map<String, String> contexts(Map<String, String> aliases) {
        Map<String, String> contexts = new LinkedHashMap<>();
        for (Entry entry : entries) {
            contexts.put(entry.name(), IMAGE + entry.pinned());
            if (!entry.digest().isEmpty()) {
                contexts.put(entry.reference(), IMAGE + entry.pinned());
            }
        }
        aliases.forEach((from, name) -> contexts.put(from, IMAGE + entry(name).pinned()));
        return contexts;
    }

    /** The entry of that name; throws {@link InputException} with the names that there are. */
    public Entry entry(String name) {
        return find(name)
                .orElseThrow(() -> new InputException(
                        "the catalogue of base images has no \"" + name + "\"; " + namesToChooseFrom()));
    }

    private String namesToChooseFrom() {
        return entries.isEmpty()
                ? "it is empty"
                : "it has " + entries.stream().map(Entry::name).collect(Collectors.joining(", "));
    }

    /**
     * Looks at what stages start from; throws {@link InputException} with the line of one that the policy refuses.
     *
     * @param sources of a Dockerfile whose named contexts are {@link #contexts}
     * @param warnings takes a message for each that the policy warns of
     */
    public void check(String dockerfile, List<ExternalSource> sources, Consumer<String> warnings) {
        for (ExternalSource source : sources) {
            if (outside == Outside.ALLOW || source.use() != ExternalSource.Use.BASE || contains(source)) {
                continue;
            }
            String message = source.reference() + " is not in the catalogue of base images; " + namesToChooseFrom();
            if (outside == Outside.REFUSE) {
                throw InputException.at(dockerfile, source.line(), message);
            }
            warnings.accept(dockerfile + ":" + source.line() + ": " + message);
        }
    }

    private boolean contains(ExternalSource source) {
        return !source.isImage() || entries.stream().anyMatch(entry -> entry.isMeantBy(source.reference()));
    }
}
