/**
 * The real thing, for tests: a registry in its own process ({@link io.jenkins.containerbuild.testing.LocalRegistry}), Docker Engines
 * ({@link io.jenkins.containerbuild.testing.DockerEngine}, and {@link io.jenkins.containerbuild.testing.OwnEngine} to kill), base images ({@link io.jenkins.containerbuild.testing.TestImages},
 * {@link io.jenkins.containerbuild.testing.ImageFixture}) and independent readers of images
 * ({@link io.jenkins.containerbuild.testing.Skopeo}, {@link io.jenkins.containerbuild.testing.Umoci},
 * {@link io.jenkins.containerbuild.testing.RootFileSystem}). What a test needs and the machine lacks skips it loudly, or fails it with
 * {@code -Dengines.required=true}.
 */
package io.jenkins.containerbuild.testing;
