package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.Optional;

/**
 * The place of an image: a repository of a registry, or an OCI layout on disk. All content is verified against its
 * digest.
 */
interface ImageStore {

    /** The manifest or index of the image, or empty if it does not exist. */
    Optional<Descriptor> find();

    byte[] manifest(Descriptor descriptor);

    byte[] config(Descriptor descriptor);

    BlobSource layers();

    /** The image's reference with the digest, or null if it is not in a registry. */
    ImageReference pinned(Digest digest);
}
