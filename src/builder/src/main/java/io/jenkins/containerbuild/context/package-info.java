/**
 * Exactly the files that a build needs: ignore file and instructions go in, files with the lines that need them come out.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.context.ContextPlanner} decides which files are sent and gives a
 * {@link io.jenkins.containerbuild.context.ContextPlan}; {@link io.jenkins.containerbuild.context.DiskTree} shows a directory less what its
 * {@link io.jenkins.containerbuild.context.IgnoreFile} hides; {@link io.jenkins.containerbuild.context.FileTree} is what files are copied from,
 * whatever it is made of, and {@link io.jenkins.containerbuild.context.SourceMatcher} finds in it what COPY names;
 * {@link io.jenkins.containerbuild.context.CanonicalTar} writes a plan's files, and {@link io.jenkins.containerbuild.context.Findings} tells which
 * of them an image hardly wants.
 */
package io.jenkins.containerbuild.context;
