/**
 * Has BuildKit build a plan, by its own gRPC API: Docker Engine, {@code buildkitd}, or a builder of {@code docker buildx}. The messages are
 * few and small, and are read and written by hand.
 *
 * <p>Entry point: {@link io.jenkins.containerbuild.builder.buildkit.EngineBuilder}, which also uses {@code builder.classic} for engines without
 * BuildKit. It builds over a {@link io.jenkins.containerbuild.engine.BuildKitTransport} and returns an {@link
 * io.jenkins.containerbuild.builder.engine.EngineImage}.
 */
package io.jenkins.containerbuild.builder.buildkit;
