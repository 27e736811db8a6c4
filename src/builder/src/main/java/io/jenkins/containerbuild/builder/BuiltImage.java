package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Manifest;
import java.util.List;

/**
 * An image that is ready to go out.
 *
 * @param configBytes the configuration that {@code manifest.config()} describes
 * @param layers base first, as in the manifest
 */
public record BuiltImage(Manifest manifest, byte[] configBytes, List<Layer> layers, List<StepResult> steps) {

    /** Describes the manifest. */
    public Descriptor descriptor() {
        return Descriptor.of(manifest.mediaType(), manifest.toBytes());
    }
}
