/**
 * Reads and writes tar archives as engines do: POSIX (pax) and GNU headers, sparse files, limits for untrusted input.
 * Entry points: {@link io.jenkins.containerbuild.tar.TarReader}, {@link io.jenkins.containerbuild.tar.TarWriter}. Uses
 * {@code image} only.
 */
package io.jenkins.containerbuild.tar;
