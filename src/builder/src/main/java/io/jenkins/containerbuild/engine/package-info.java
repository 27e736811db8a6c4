/**
 * Connects to container engines and BuildKit: Docker Engine and podman through Docker's API, {@code buildkitd}, and
 * builders of {@code docker buildx}. An interrupt closes any connection, and a service that hangs is detected.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.engine.BuildKitTransport} connects to BuildKit, {@link
 * io.jenkins.containerbuild.engine.EngineClient} sends requests to an engine, {@link
 * io.jenkins.containerbuild.engine.EngineStore} loads an image. Loading, saving and information use docker-java
 * ({@code EngineApi}), which is loaded only if needed.
 */
package io.jenkins.containerbuild.engine;
