package io.jenkins.containerbuild.build;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import java.nio.file.Path;

/**
 * A layer of the image that is built.
 *
 * @param descriptor of its compressed form
 * @param diffId digest of its uncompressed form
 * @param file where its bytes are, or null for a layer of the base
 * @param base where a layer of the base comes from, else null
 */
public record Layer(Descriptor descriptor, Digest diffId, Path file, BaseImage base) {}
