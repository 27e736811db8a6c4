/**
 * The directory on this machine that outlives a build: layers, manifests, listings of bases and digests of files, bounded in size, shared by
 * any number of builds at once.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.cache.CacheDirectory} finds, reads and writes by {@link io.jenkins.containerbuild.cache.Shelf}
 * and name; {@link io.jenkins.containerbuild.cache.PendingFile} is a file on its way in.
 *
 * <p>Nothing in it is needed for a right result: whatever is missing or damaged is made again.
 */
package io.jenkins.containerbuild.cache;
