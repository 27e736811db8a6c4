/**
 * What decides a result, and whether it is there already.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.reuse.FileDigests} knows the content of files on disk without reading unchanged ones again,
 * {@link io.jenkins.containerbuild.reuse.Fingerprint} what decides an image, {@link io.jenkins.containerbuild.reuse.EarlierBuilds} images that
 * were built already, and {@link io.jenkins.containerbuild.reuse.PushedLayers} single layers that builds on other machines have pushed.
 */
package io.jenkins.containerbuild.reuse;
