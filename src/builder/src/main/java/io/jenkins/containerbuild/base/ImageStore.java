package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import java.util.Optional;

/** Where an image is: a repository of a registry, or an OCI layout on disk. Whatever it gives has the digest that was asked for. */
interface ImageStore {

    /** The manifest or index that the build's name stands for, or empty where there is none. */
    Optional<Descriptor> find();

    /** The bytes of a manifest or index. */
    byte[] manifest(Descriptor descriptor);

    /** The bytes of a configuration. */
    byte[] config(Descriptor descriptor);

    BlobSource layers();

    /** The image's name in its registry with the digest, or null where it is in none. */
    ImageReference pinned(Digest digest);
}
