/**
 * Reads and writes tar archives as engines do, including pax and GNU headers and sparse files, with limits for
 * untrusted input. Entry points: {@link io.jenkins.containerbuild.tar.TarReader}, {@link
 * io.jenkins.containerbuild.tar.TarWriter}. Uses only {@code file}, {@code image} and {@code fault}.
 */
package io.jenkins.containerbuild.tar;
