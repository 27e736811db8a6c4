/**
 * Exactly the files that a build needs: ignore file and instructions go in, files with the lines that need them come out.
 *
 * <p>Doors: {@code ContextPlanner} decides which files are sent; {@link io.jenkins.containerbuild.context.FileTree} is what files are
 * copied from; {@code CanonicalTar} writes them.
 */
package io.jenkins.containerbuild.context;
