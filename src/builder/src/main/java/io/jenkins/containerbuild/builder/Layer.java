package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.registry.Repository;
import java.nio.file.Path;

/**
 * A layer of the image that is built.
 *
 * @param descriptor of its compressed form
 * @param diffId digest of its uncompressed form
 * @param place where its bytes are
 */
public record Layer(Descriptor descriptor, Digest diffId, Place place) {

    /** Where the bytes of a layer are. */
    public sealed interface Place {}

    /** A file on this machine. */
    public record InFile(Path file) implements Place {}

    /** The base that it is a layer of. */
    public record InBase(BaseImage base) implements Place {}

    /** A repository of a registry: another build pushed it, or an engine did. */
    public record InRepository(Repository repository) implements Place {}

    /** Whether the image has it from its base. */
    public boolean ofBase() {
        return place instanceof InBase;
    }
}
