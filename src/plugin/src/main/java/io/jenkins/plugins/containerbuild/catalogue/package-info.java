/**
 * Base images: their current states in registries, which are checked in the background and saved across restarts, and
 * the jobs that use them.
 *
 * <p>Entry points: {@link io.jenkins.plugins.containerbuild.catalogue.BaseImages} checks and saves states, {@link
 * io.jenkins.plugins.containerbuild.catalogue.BaseImageListener} is notified of changes, {@link
 * io.jenkins.plugins.containerbuild.catalogue.BaseUsage} lists the jobs that use a base image, {@link
 * io.jenkins.plugins.containerbuild.catalogue.SmallerParents} compares alternatives, {@link
 * io.jenkins.plugins.containerbuild.catalogue.BaseImagesLink} is the page.
 */
package io.jenkins.plugins.containerbuild.catalogue;
