/**
 * Text to meaning, in BuildKit's reading of the Dockerfile language. Three doors, one behind the other:
 *
 * <ol>
 *   <li>{@link io.jenkins.containerbuild.dockerfile.syntax.Dockerfile#parse} reads the syntax: instructions with their lines, nothing expanded.
 *   <li>{@link io.jenkins.containerbuild.dockerfile.Stages#read} checks the instructions, and says which stages a target needs and which
 *       images these need; {@link io.jenkins.containerbuild.dockerfile.Stages#outlines} shows all stages, {@link
 *       io.jenkins.containerbuild.dockerfile.Stages#sources} what has to be looked up.
 *   <li>{@link io.jenkins.containerbuild.dockerfile.Stages#evaluate} expands variables and pulls in the ONBUILD triggers of bases; out
 *       come {@link io.jenkins.containerbuild.dockerfile.Stage}s of typed {@link io.jenkins.containerbuild.dockerfile.Instruction}s.
 * </ol>
 *
 * <p>Who builds applies the instructions one by one: {@link io.jenkins.containerbuild.dockerfile.ConfigState} is the image's configuration
 * on the way, and {@link io.jenkins.containerbuild.dockerfile.Instruction#applyTo} changes it and gives the entry for the history.
 *
 * <p>Every error is an {@link io.jenkins.containerbuild.fault.InputException} {@code FILE:LINE: message} with the first line of its
 * instruction.
 */
package io.jenkins.containerbuild.dockerfile;
