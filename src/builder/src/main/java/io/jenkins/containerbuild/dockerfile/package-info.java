/**
 * Text to meaning. {@link io.jenkins.containerbuild.dockerfile.Dockerfile} is the syntax tree, with the lines of everything.
 */
package io.jenkins.containerbuild.dockerfile;
