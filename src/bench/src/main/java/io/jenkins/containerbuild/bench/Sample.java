package io.jenkins.containerbuild.bench;

/**
 * One measured build.
 *
 * @param seconds wall time of build and push
 * @param peakKilobytes peak memory of the largest process in KiB, or -1 in a warm JVM
 */
record Sample(double seconds, long peakKilobytes) {}
