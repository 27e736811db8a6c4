/**
 * The library on a terminal, with the flags of {@code docker buildx build}.
 *
 * <p>Door: {@link io.jenkins.containerbuild.cli.Main}. {@link io.jenkins.containerbuild.cli.Syntax} reads arguments; each command is one
 * class; {@link io.jenkins.containerbuild.report.PlainProgress} and {@link io.jenkins.containerbuild.cli.TerminalProgress} show what happens.
 */
package io.jenkins.containerbuild.cli;
