package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;

/**
 * An image that a build starts or copies from, pinned.
 *
 * @param requested as the Dockerfile names it, variables expanded
 * @param reference with its digest (of the index where there is one); null where the image is an OCI layout on disk
 * @param descriptor of the manifest for the platform
 * @param layers gives the bytes of its layers and configuration
 */
public record BaseImage(
        String requested,
        ImageReference reference,
        Descriptor descriptor,
        Manifest manifest,
        ImageConfig config,
        BlobSource layers) {}
