/**
 * Builds images in pure Java, without a daemon. Each instruction results in an {@code OverlayTree} on top of the
 * previous tree; the changes of the instruction become a layer, which is made once and cached. Base images are not
 * unpacked, and no intermediate images are made.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.builder.embedded.EmbeddedBuilder} builds a plan; {@link
 * io.jenkins.containerbuild.builder.embedded.Obstacles} finds the first instruction that this builder does not support;
 * {@link io.jenkins.containerbuild.builder.layer.LayerSqueezer} compresses layers that an engine has made.
 */
package io.jenkins.containerbuild.builder.embedded;
