package io.jenkins.containerbuild.image;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the image for one platform in an index (OCI image specification, image index): first among the index's own
 * entries, then in nested indexes, then among entries without a platform, whose configurations are read. The number of
 * documents read per index is limited.
 */
public final class PlatformSearch {
    private static final int DEEPEST = 3;

    /** Maximum number of documents that are read: manifests, indexes and configurations together. */
    private static final int MOST_DOCUMENTS = 64;

    private static final Set<String> CONFIGS = Set.of(MediaTypes.OCI_CONFIG, MediaTypes.DOCKER_CONFIG);

    private final Contents contents;
    private final Platform wanted;
    private final Set<Platform> present = new LinkedHashSet<>();
    private final Set<Digest> searched = new HashSet<>();
    private int documents;

    /** Reads the documents that an index refers to. */
    public interface Contents {
        byte[] manifest(Descriptor descriptor);

        byte[] config(Descriptor descriptor);
    }

    public PlatformSearch(Contents contents, Platform wanted) {
        this.contents = contents;
        this.wanted = wanted;
    }

    /**
     * Returns the descriptor of the image's manifest, or empty if the index has no image for the platform.
     *
     * @throws IllegalArgumentException if a document that the index refers to is not valid, or if indexes are nested
     *     too deeply or refer to too many documents
     */
    public Optional<Descriptor> in(ImageIndex index) {
        return search(index, 1);
    }

    /** Returns the platforms of the images seen so far, for messages. */
    public Set<Platform> present() {
        return present;
    }

    private Optional<Descriptor> search(ImageIndex index, int depth) {
        List<Descriptor> images = new ArrayList<>();
        List<Descriptor> indexes = new ArrayList<>();
        List<Descriptor> untold = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
            Descriptor typed = entry.platform() == null || fits(entry) ? typed(entry) : entry;
            if (MediaTypes.isIndex(typed.mediaType())) {
                indexes.add(typed);
            } else {
                (typed.platform() == null ? untold : images).add(typed);
            }
        }
        Optional<Descriptor> found = best(images);
        for (Descriptor nested : indexes) {
            if (found.isEmpty() && (nested.platform() == null || fits(nested)) && searched.add(nested.digest())) {
                if (depth == DEEPEST) {
                    throw new IllegalArgumentException("its indexes are nested more than " + DEEPEST + " levels deep");
                }
                found = search(ImageIndex.parse(manifest(nested)), depth + 1);
            }
        }
        return found.isPresent() ? found : best(told(untold));
    }

    /**
     * Returns the entry. If the media type in the entry is not a known one, replaces it with the type in the document.
     */
    private Descriptor typed(Descriptor entry) {
        if (entry.mediaType().startsWith("application/vnd.")) {
            return entry;
        }
        return entry.withMediaType(MediaTypes.of(JsonObject.parse(manifest(entry))));
    }

    /** Adds the platform from the image configuration to each entry; leaves out entries that are not images. */
    private List<Descriptor> told(List<Descriptor> entries) {
        List<Descriptor> told = new ArrayList<>();
        for (Descriptor entry : entries) {
            if (MediaTypes.isManifest(entry.mediaType())) {
                Manifest manifest = Manifest.parse(entry.mediaType(), manifest(entry));
                if (CONFIGS.contains(manifest.config().mediaType())) {
                    count();
                    Platform platform = ImageConfig.parse(contents.config(manifest.config()))
                            .platform();
                    told.add(new Descriptor(
                            entry.mediaType(), entry.digest(), entry.size(), entry.annotations(), platform));
                }
            }
        }
        return told;
    }

    /** Prefers the exact variant, then an entry without a variant, then any other variant. */
    private Optional<Descriptor> best(List<Descriptor> images) {
        images.forEach(image -> present.add(image.platform()));
        return bestFor(images, wanted.variant())
                .or(() -> bestFor(images, ""))
                .or(() -> images.stream().filter(this::fits).findFirst());
    }

    private Optional<Descriptor> bestFor(List<Descriptor> images, String variant) {
        return images.stream()
                .filter(image -> fits(image) && image.platform().variant().equals(variant))
                .findFirst();
    }

    private boolean fits(Descriptor image) {
        return image.platform().os().equals(wanted.os())
                && image.platform().architecture().equals(wanted.architecture());
    }

    private byte[] manifest(Descriptor descriptor) {
        count();
        return contents.manifest(descriptor);
    }

    private void count() {
        if (++documents > MOST_DOCUMENTS) {
            throw new IllegalArgumentException("its index refers to more than " + MOST_DOCUMENTS + " documents");
        }
    }
}
