package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.image.Digest;
import java.io.Serializable;

/**
 * One published copy of an image. Byte counts are -1 if unknown.
 *
 * @param destination a file, a directory, or an image name with its tag
 * @param digest digest of the manifest
 * @param sentBytes bytes written or uploaded
 * @param mountedBytes bytes of layers that the registry mounted from another of its repositories
 * @param presentBytes bytes of layers that the destination already had
 */
public record Published(String destination, Digest digest, long sentBytes, long mountedBytes, long presentBytes)
        implements Serializable {}
