package io.jenkins.containerbuild.image;

import java.util.List;
import java.util.Optional;

/** An OCI index or a Docker manifest list: one manifest for each platform. */
public record ImageIndex(List<Descriptor> manifests) {

    /** Reads an index; throws {@link IllegalArgumentException} where it is none. */
    public static ImageIndex parse(byte[] bytes) {
        return new ImageIndex(JsonObject.parse(bytes).objects("manifests").stream()
                .map(Descriptor::parse)
                .toList());
    }

    /** The manifest for the platform: the exact variant first, then one without a variant, then any of the architecture. */
    public Optional<Descriptor> forPlatform(Platform wanted) {
        return bestFor(wanted, wanted.variant())
                .or(() -> bestFor(wanted, ""))
                .or(() -> manifests.stream().filter(m -> fits(m, wanted)).findFirst());
    }

    private Optional<Descriptor> bestFor(Platform wanted, String variant) {
        return manifests.stream()
                .filter(m -> fits(m, wanted) && m.platform().variant().equals(variant))
                .findFirst();
    }

    private static boolean fits(Descriptor manifest, Platform wanted) {
        return manifest.platform() != null
                && manifest.platform().os().equals(wanted.os())
                && manifest.platform().architecture().equals(wanted.architecture());
    }
}
