package io.jenkins.containerbuild.builder;

/**
 * Is called for each layer of the final image as soon as its digest is known, so that it can be pushed while other
 * layers are being made.
 */
@FunctionalInterface
public interface LayerListener {
    void ready(Layer layer);
}
