/**
 * What an administrator says for all jobs: the catalogue of base images, the rules, defaults; and how Jenkins' own credentials and proxy become
 * those of registries.
 *
 * <p>Doors: {@link io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration}, {@link
 * io.jenkins.plugins.containerbuild.config.RegistryCredentials}, {@link io.jenkins.plugins.containerbuild.config.JenkinsProxy}.
 */
package io.jenkins.plugins.containerbuild.config;
