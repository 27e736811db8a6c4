package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.registry.Repository;
import java.nio.file.Path;

/**
 * A layer of the image being built.
 *
 * @param descriptor descriptor of the compressed layer
 * @param diffId digest of the uncompressed layer
 * @param place where the bytes of the compressed layer are
 */
public record Layer(Descriptor descriptor, Digest diffId, Place place) {

    /** Where the bytes of a layer are. */
    public sealed interface Place {}

    /** A file on this machine. */
    public record InFile(Path file) implements Place {}

    /** The base image that the layer belongs to. */
    public record InBase(BaseImage base) implements Place {}

    /** A repository to which another build or an engine has pushed the layer. */
    public record InRepository(Repository repository) implements Place {}

    /** Whether the layer comes from the base image. */
    public boolean ofBase() {
        return place instanceof InBase;
    }
}
