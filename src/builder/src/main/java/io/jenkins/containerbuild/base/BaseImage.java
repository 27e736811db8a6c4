package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;

/**
 * An image that a build starts or copies from, pinned to a digest.
 *
 * @param requested name in the Dockerfile, with variables expanded
 * @param reference reference with the digest (of the index, if there is one); null for an OCI layout on disk
 * @param descriptor descriptor of the manifest for the platform
 * @param layers source of the image's layers and configuration
 */
public record BaseImage(
        String requested,
        ImageReference reference,
        Descriptor descriptor,
        Manifest manifest,
        ImageConfig config,
        BlobSource layers) {}
