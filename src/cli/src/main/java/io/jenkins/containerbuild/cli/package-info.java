/**
 * The command line of the library, with the options of {@code docker buildx build}.
 *
 * <p>Entry point: {@link io.jenkins.containerbuild.cli.Main}. {@link io.jenkins.containerbuild.cli.Syntax} reads
 * arguments with picocli. Each command is one class. {@link io.jenkins.containerbuild.report.PlainProgress} and {@link
 * io.jenkins.containerbuild.cli.TerminalProgress} show progress.
 */
package io.jenkins.containerbuild.cli;
