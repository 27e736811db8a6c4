/**
 * Builds images in pure Java, without a daemon: each instruction is an {@code OverlayTree} upon the one before it, whose nodes become a layer
 * that is made once and kept. Nothing is unpacked and no intermediate image is made.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.builder.embedded.EmbeddedBuilder} carries out a plan; {@link
 * io.jenkins.containerbuild.builder.embedded.Obstacles} names the instruction that keeps it from doing so; {@link
 * io.jenkins.containerbuild.builder.layer.LayerSqueezer} compresses layers that an engine has made.
 */
package io.jenkins.containerbuild.builder.embedded;
