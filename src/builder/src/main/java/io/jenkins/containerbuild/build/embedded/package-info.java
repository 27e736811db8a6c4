/**
 * Carrying out a plan in pure Java, without a daemon. {@code LayerMaker} turns entries into layers or finds them in the cache; it splits,
 * writes and compresses them.
 */
package io.jenkins.containerbuild.build.embedded;
