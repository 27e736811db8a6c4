/** How a build ends without an image: the user's fault or a service's. All packages may use it. */
package io.jenkins.containerbuild.fault;
