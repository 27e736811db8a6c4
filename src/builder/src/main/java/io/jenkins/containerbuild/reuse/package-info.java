/**
 * What decides a result, and whether it is there already.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.reuse.FileDigests} knows the content of files on disk without reading unchanged ones again.
 */
package io.jenkins.containerbuild.reuse;
