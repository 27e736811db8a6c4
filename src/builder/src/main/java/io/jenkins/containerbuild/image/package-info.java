/**
 * What an image is made of: names, digests, platforms, manifests, configurations, as the OCI image specification and Docker's schema 2 have
 * them. Knows no network and no files.
 */
package io.jenkins.containerbuild.image;
