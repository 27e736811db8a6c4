package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.Descriptor;

/**
 * A manifest or index from a registry, with a verified digest.
 *
 * @param descriptor media type, digest and size in bytes
 * @param bytes the bytes that the registry sent
 */
public record FetchedManifest(Descriptor descriptor, byte[] bytes) {}
