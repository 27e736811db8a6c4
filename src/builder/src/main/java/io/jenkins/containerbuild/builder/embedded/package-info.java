/**
 * Builds images in pure Java, without a daemon: each instruction is an {@code OverlayTree} on top of the one before it,
 * whose nodes become a layer that is made once and kept. Nothing is unpacked and no intermediate image is made.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.builder.embedded.EmbeddedBuilder} builds a plan; {@link
 * io.jenkins.containerbuild.builder.embedded.Obstacles} names the first instruction that it does not support; {@link
 * io.jenkins.containerbuild.builder.layer.LayerSqueezer} compresses layers that an engine has made.
 */
package io.jenkins.containerbuild.builder.embedded;
