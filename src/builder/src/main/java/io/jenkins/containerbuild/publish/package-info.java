/**
 * Publishes images: to registries, OCI layouts, tar files and engines.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.publish.Output} describes a destination; a {@link
 * io.jenkins.containerbuild.publish.Publisher} receives layers while the build is running, and the image when it is
 * complete.
 */
package io.jenkins.containerbuild.publish;
