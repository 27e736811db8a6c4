/**
 * Shared by both ways to build with an engine, {@code builder.buildkit} and {@code builder.classic}: the input, the
 * Dockerfile with pinned images, the steps of the plan, the resulting image, and the explanation of failures.
 */
package io.jenkins.containerbuild.builder.engine;
