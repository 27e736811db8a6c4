package io.jenkins.containerbuild;

/** Builds the image of one {@link BuildTask}. {@link BuilderSelection} chooses the implementation. */
interface ImageBuilder {
    /** Builds the image and writes it to all outputs of the request. */
    BuildResult build(Outlets outlets);
}
