/**
 * The interface between a build and the builders that execute a {@link io.jenkins.containerbuild.builder.BuildPlan}.
 * {@code embedded} builds in pure Java and returns a {@link io.jenkins.containerbuild.builder.BuiltImage}; {@code
 * buildkit} and {@code classic} have an engine build the plan and return an image in the engine, which can be exported
 * as a {@code BuiltImage}.
 */
package io.jenkins.containerbuild.builder;
