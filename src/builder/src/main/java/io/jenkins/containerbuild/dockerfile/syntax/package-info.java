/**
 * Reads a Dockerfile into its syntax tree, as BuildKit's {@code parser} package does: directives, lines, flags, heredocs. Entry point: {@link
 * io.jenkins.containerbuild.dockerfile.syntax.Dockerfile}. Does not know what an instruction means.
 */
package io.jenkins.containerbuild.dockerfile.syntax;
