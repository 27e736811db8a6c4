/**
 * Turns the files of an instruction into compressed, cached layers: key, split, tar, compression. Entry point: {@link
 * io.jenkins.containerbuild.builder.layer.LayerMaker}. Does not depend on instructions.
 */
package io.jenkins.containerbuild.builder.layer;
