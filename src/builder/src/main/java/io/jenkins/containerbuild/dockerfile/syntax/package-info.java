/**
 * Parses a Dockerfile to its syntax tree, as BuildKit's {@code parser} package does: directives, lines, flags,
 * heredocs. Entry point: {@link io.jenkins.containerbuild.dockerfile.syntax.Dockerfile}. The meaning of instructions is
 * defined in the package {@code dockerfile}.
 */
package io.jenkins.containerbuild.dockerfile.syntax;
