/**
 * The parts of an image: names, digests, platforms, manifests and configurations, as defined by the OCI image
 * specification and by Docker's schema 2. Accesses neither the network nor files.
 */
package io.jenkins.containerbuild.image;
