/**
 * The images that builds start and copy from. A {@link io.jenkins.containerbuild.base.BaseImage} is pinned to a digest
 * once per build, for one platform; its manifest and configuration are checked, and its layers can be read.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.base.BaseResolver} finds images in registries and in OCI layouts on
 * disk and returns {@link io.jenkins.containerbuild.base.BaseImage}s with a {@link
 * io.jenkins.containerbuild.base.BlobSource}; {@link io.jenkins.containerbuild.base.BaseFiles} lists and reads the
 * files of a base image.
 */
package io.jenkins.containerbuild.base;
