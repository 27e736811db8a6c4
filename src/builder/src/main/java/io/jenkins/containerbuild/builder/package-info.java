/**
 * Carrying out a plan: what goes in, a {@link io.jenkins.containerbuild.builder.BuildPlan}, and what comes out, a {@link
 * io.jenkins.containerbuild.builder.BuiltImage}. {@code embedded} is pure Java; {@code docker} hands the plan to an engine, where the image
 * stays.
 */
package io.jenkins.containerbuild.builder;
