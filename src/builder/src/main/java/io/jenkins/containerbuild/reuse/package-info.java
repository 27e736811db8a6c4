/**
 * Determines what an image depends on, and finds images and layers of earlier builds.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.reuse.FileDigests} computes digests of files without reading
 * unchanged ones again, {@link io.jenkins.containerbuild.reuse.Fingerprint} identifies the inputs of an image, {@link
 * io.jenkins.containerbuild.reuse.EarlierBuilds} finds images with the same fingerprint, and {@link
 * io.jenkins.containerbuild.reuse.PushedLayers} finds single layers that builds on other machines have pushed.
 */
package io.jenkins.containerbuild.reuse;
