/**
 * How to build a container image well. {@link io.jenkins.containerbuild.ContainerBuild} is the table of contents; each package below is one
 * step and can be read alone. A package knows only those before it: {@code image}, {@code notification}, {@code cache}, {@code registry},
 * {@code dockerfile}, {@code base}, {@code policy}, {@code context}, {@code reuse}, {@code build}, {@code publish}, {@code report}.
 */
package io.jenkins.containerbuild;
