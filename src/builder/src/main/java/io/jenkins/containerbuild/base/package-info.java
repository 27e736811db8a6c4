/**
 * What builds start and copy from. {@code FROM} names an image; it becomes a {@link io.jenkins.containerbuild.base.BaseImage}: pinned to a
 * digest once per build, for one platform, its manifest and configuration checked, its layers there to be read.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.base.BaseResolver} finds bases in registries and in OCI layouts on disk; {@link
 * io.jenkins.containerbuild.base.BaseImage} and {@link io.jenkins.containerbuild.base.BlobSource} are what it gives; {@link
 * io.jenkins.containerbuild.base.BaseFiles} tells what stands in one, whose layers are read once, ever.
 */
package io.jenkins.containerbuild.base;
