/**
 * Splits words and expands variables as BuildKit's {@code shell} package does. Entry point: {@link
 * io.jenkins.containerbuild.dockerfile.shell.Expansion}. Also defines {@link
 * io.jenkins.containerbuild.dockerfile.shell.Mistake}, the exception that all readers of a Dockerfile throw.
 */
package io.jenkins.containerbuild.dockerfile.shell;
