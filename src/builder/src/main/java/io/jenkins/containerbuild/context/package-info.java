/**
 * Determines exactly which files a build needs, based on the ignore file and the instructions. Each file is returned
 * with the lines of the instructions that need the file.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.context.ContextPlanner} decides which files are sent and returns a
 * {@link io.jenkins.containerbuild.context.ContextPlan}; {@link io.jenkins.containerbuild.context.DiskTree} is a
 * directory without the files that its {@link io.jenkins.containerbuild.context.IgnoreFile} hides; {@link
 * io.jenkins.containerbuild.file.FileTree} is any tree that files can be copied from, and {@link
 * io.jenkins.containerbuild.context.SourceMatcher} finds the sources of a COPY in it; {@link
 * io.jenkins.containerbuild.context.CanonicalTar} writes the files of a plan.
 */
package io.jenkins.containerbuild.context;
