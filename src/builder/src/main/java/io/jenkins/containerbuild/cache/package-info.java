/**
 * The local cache that is kept between builds: layers, manifests, file listings of bases and digests of files. Its size
 * is limited, and any number of builds may use it at once.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.cache.CacheDirectory} finds, reads and writes files by {@link
 * io.jenkins.containerbuild.cache.Shelf} and name; {@link io.jenkins.containerbuild.cache.PendingFile} is a file that
 * is being written.
 *
 * <p>The cache is never required for a correct result: whatever is missing or damaged is made again.
 */
package io.jenkins.containerbuild.cache;
