package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Manifest;
import java.util.List;

/**
 * An image that is ready to be pushed or exported.
 *
 * @param configBytes the configuration that {@code manifest.config()} describes
 * @param layers all layers in the order of the manifest, base layers first
 */
public record BuiltImage(Manifest manifest, byte[] configBytes, List<Layer> layers, List<StepResult> steps) {

    /** The descriptor of the manifest. */
    public Descriptor descriptor() {
        return Descriptor.of(manifest.mediaType(), manifest.toBytes());
    }
}
