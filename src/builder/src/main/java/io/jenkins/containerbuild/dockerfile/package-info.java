/**
 * Parses and interprets a Dockerfile as BuildKit does. The entry points are called in this order:
 *
 * <ol>
 *   <li>{@link io.jenkins.containerbuild.dockerfile.syntax.Dockerfile#parse} reads the syntax: instructions with their
 *       line numbers, variables not expanded.
 *   <li>{@link io.jenkins.containerbuild.dockerfile.Stages#read} checks the instructions and finds the stages and
 *       images that a target needs. {@link io.jenkins.containerbuild.dockerfile.Stages#outlines} lists all stages,
 *       {@link io.jenkins.containerbuild.dockerfile.Stages#sources} lists the images and named contexts to look up.
 *   <li>{@link io.jenkins.containerbuild.dockerfile.Stages#evaluate} expands variables and adds the ONBUILD triggers of
 *       base images. It returns {@link io.jenkins.containerbuild.dockerfile.Stage}s of typed
 *       {@link io.jenkins.containerbuild.dockerfile.Instruction}s.
 * </ol>
 *
 * <p>A builder then applies the instructions one by one:
 * {@link io.jenkins.containerbuild.dockerfile.Instruction#applyTo} changes the configuration of the image, a
 * {@link io.jenkins.containerbuild.dockerfile.ConfigState}, and returns the entry for the image's history.
 *
 * <p>Every error is an {@link io.jenkins.containerbuild.fault.InputException} with the message
 * {@code FILE:LINE: message}, where {@code LINE} is the first line of the instruction.
 */
package io.jenkins.containerbuild.dockerfile;
