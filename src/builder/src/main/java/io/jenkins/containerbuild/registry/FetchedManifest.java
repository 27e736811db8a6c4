package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.Descriptor;

/**
 * A manifest or an index as a registry gave it, its digest checked.
 *
 * @param descriptor its media type, digest and size in bytes
 * @param bytes exactly as they came
 */
public record FetchedManifest(Descriptor descriptor, byte[] bytes) {}
