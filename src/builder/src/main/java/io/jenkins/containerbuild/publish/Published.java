package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.image.Digest;
import java.io.Serializable;

/**
 * What went out; bytes are -1 where nobody knows.
 *
 * @param destination a file, a directory, or a name with its tag
 * @param digest of the manifest
 * @param sentBytes that were written or uploaded
 * @param mountedBytes of layers that the registry took from another of its repositories
 * @param presentBytes of layers that were there already
 */
public record Published(String destination, Digest digest, long sentBytes, long mountedBytes, long presentBytes)
        implements Serializable {}
