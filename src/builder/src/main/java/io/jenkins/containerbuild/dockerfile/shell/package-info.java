/**
 * Splits words and expands variables as BuildKit's {@code shell} package does. Entry point: {@link
 * io.jenkins.containerbuild.dockerfile.shell.Expansion}. Also the mistakes that all readers of a Dockerfile report.
 */
package io.jenkins.containerbuild.dockerfile.shell;
