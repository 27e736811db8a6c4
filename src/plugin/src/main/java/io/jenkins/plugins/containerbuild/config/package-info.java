/**
 * The global settings: the catalogue of base images, the policy rules, and defaults for all jobs. The package also
 * converts Jenkins' credentials and proxy settings for registry clients.
 *
 * <p>Entry points: {@link io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration}, {@link
 * io.jenkins.plugins.containerbuild.config.RegistryCredentials}, {@link
 * io.jenkins.plugins.containerbuild.config.JenkinsProxy}.
 */
package io.jenkins.plugins.containerbuild.config;
