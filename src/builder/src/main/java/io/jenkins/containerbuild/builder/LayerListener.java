package io.jenkins.containerbuild.builder;

/**
 * Called for each layer of the final image as soon as the layer's digest is known, so that the layer can be pushed
 * while others are being made.
 */
@FunctionalInterface
public interface LayerListener {
    void ready(Layer layer);
}
