/**
 * Builds container images. The entry point is {@link io.jenkins.containerbuild.ContainerBuild}, which shows the order
 * of the steps; each subpackage is one step and can be read alone. A package may use only the packages before it in the
 * order that ArchitectureTest enforces.
 */
package io.jenkins.containerbuild;
