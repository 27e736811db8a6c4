package io.jenkins.containerbuild.builder;

/** Hears of each layer of the final image as soon as its digest is known, so that it can go out while others are made. */
@FunctionalInterface
public interface LayerListener {
    void ready(Layer layer);
}
