package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Manifest;
import java.util.List;

/**
 * An image that is ready to be pushed or exported.
 *
 * @param configBytes the configuration that {@code manifest.config()} describes
 * @param layers layers of the image, starting with those of the base, as in the manifest
 */
public record BuiltImage(Manifest manifest, byte[] configBytes, List<Layer> layers, List<StepResult> steps) {

    /** The descriptor of the manifest. */
    public Descriptor descriptor() {
        return Descriptor.of(manifest.mediaType(), manifest.toBytes());
    }
}
