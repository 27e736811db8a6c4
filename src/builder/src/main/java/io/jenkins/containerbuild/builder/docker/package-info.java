/**
 * Carries a plan out on an engine that the user has: the Docker Engine by BuildKit, or by its classic builder, or podman.
 *
 * <p>BuildKit asks its client for what it needs over a session: a connection to the engine that changes sides, so that the engine calls and
 * this package answers (files, secrets, credentials). The messages are few and small, and written and read by hand.
 *
 * <p>What an engine's API has beside builds goes by docker-java ({@code EngineApi}), carried by the same interruptible connections; it is loaded
 * only where it is needed.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.builder.docker.DockerBuilder} builds at an {@link
 * io.jenkins.containerbuild.builder.docker.EngineEndpoint} and gives an {@link io.jenkins.containerbuild.builder.docker.EngineImage}, which can be
 * pushed or taken out; {@link io.jenkins.containerbuild.builder.docker.EngineStore} loads an image into an engine. {@link
 * io.jenkins.containerbuild.builder.docker.BuildxBuilder} has a builder of {@code docker buildx} do it, wherever that is.
 */
package io.jenkins.containerbuild.builder.docker;
