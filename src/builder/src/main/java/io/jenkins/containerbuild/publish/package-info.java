/**
 * The result's way out: registry, OCI layout, tar, engine.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.publish.Output} says where to; a {@link
 * io.jenkins.containerbuild.publish.Publisher} takes the layers while they are made and the image when it is done.
 */
package io.jenkins.containerbuild.publish;
