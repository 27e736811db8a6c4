/** Builds with an engine without BuildKit, such as podman: {@code TarBuild} sends a tar of the needed files. */
package io.jenkins.containerbuild.builder.classic;
