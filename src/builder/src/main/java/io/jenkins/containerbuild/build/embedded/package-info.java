/**
 * Builds images in pure Java, without a daemon: each instruction is an {@code OverlayTree} upon the one before it, whose nodes become a layer
 * that is made once and kept. Nothing is unpacked and no intermediate image is made.
 *
 * <p>Doors: {@code EmbeddedBuilder} carries out a plan.
 */
package io.jenkins.containerbuild.build.embedded;
