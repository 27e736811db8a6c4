/**
 * What an administrator says for all jobs: the catalogue of base images, the policy, defaults.
 *
 * <p>Door: {@link io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration}.
 */
package io.jenkins.plugins.containerbuild.config;
