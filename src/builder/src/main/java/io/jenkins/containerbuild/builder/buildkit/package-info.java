/**
 * Builds a plan with BuildKit's gRPC API: in Docker Engine, {@code buildkitd}, or a builder of {@code docker buildx}.
 * The messages are few and small, so they are encoded and decoded by hand.
 *
 * <p>Entry point: {@link io.jenkins.containerbuild.builder.buildkit.EngineBuilder}, which uses {@code builder.classic}
 * for engines without BuildKit. It connects through a {@link io.jenkins.containerbuild.engine.BuildKitTransport} and
 * returns an {@link io.jenkins.containerbuild.builder.engine.EngineImage}.
 */
package io.jenkins.containerbuild.builder.buildkit;
