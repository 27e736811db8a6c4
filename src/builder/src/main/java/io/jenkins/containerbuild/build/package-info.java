/**
 * Carrying out a plan: the port {@link io.jenkins.containerbuild.build.ImageBuilder} and what goes in and comes out of it. {@code embedded}
 * is pure Java and fills the port, {@code docker} hands the plan to an engine, where the image stays.
 */
package io.jenkins.containerbuild.build;
