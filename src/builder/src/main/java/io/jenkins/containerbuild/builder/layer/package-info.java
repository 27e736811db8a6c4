/**
 * Turns the files of an instruction into cached layers: splits them, computes cache keys, and writes and compresses
 * tars. Entry point: {@link io.jenkins.containerbuild.builder.layer.LayerMaker}. Does not depend on instructions.
 */
package io.jenkins.containerbuild.builder.layer;
