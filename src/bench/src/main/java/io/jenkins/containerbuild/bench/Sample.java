package io.jenkins.containerbuild.bench;

/**
 * One measured build.
 *
 * @param seconds wall time of build and push
 * @param peakKilobytes of the largest process that was started, or -1 in a warm JVM
 */
record Sample(double seconds, long peakKilobytes) {}
