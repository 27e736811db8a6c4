/**
 * The interface between a build and the builders that execute it: a {@link io.jenkins.containerbuild.builder.BuildPlan}
 * goes in, a {@link io.jenkins.containerbuild.builder.BuiltImage} comes out. {@code embedded} builds in pure Java;
 * {@code docker} passes the plan to an engine, where the image stays.
 */
package io.jenkins.containerbuild.builder;
