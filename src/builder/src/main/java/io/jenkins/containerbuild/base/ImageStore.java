package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.Optional;

/**
 * The storage location of an image: a registry repository, or an OCI layout on disk. All content is verified against
 * its digest.
 */
interface ImageStore {

    /** The manifest or index of the image, or empty if the image does not exist. */
    Optional<Descriptor> find();

    byte[] manifest(Descriptor descriptor);

    byte[] config(Descriptor descriptor);

    BlobSource layers();

    /** The image reference with this digest, or null if the image is not in a registry. */
    ImageReference pinned(Digest digest);
}
