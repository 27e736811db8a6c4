/**
 * What is known of base images: how registries have them now, asked in the background and kept over restarts, and which jobs build on them.
 *
 * <p>Doors: {@link io.jenkins.plugins.containerbuild.catalogue.BaseImages} asks and remembers, {@link
 * io.jenkins.plugins.containerbuild.catalogue.BaseImageListener} hears of changes, {@link
 * io.jenkins.plugins.containerbuild.catalogue.BaseUsage} says who uses what, {@link
 * io.jenkins.plugins.containerbuild.catalogue.SmallerParents} weighs; {@link
 * io.jenkins.plugins.containerbuild.catalogue.BaseImagesLink} is the page.
 */
package io.jenkins.plugins.containerbuild.catalogue;
