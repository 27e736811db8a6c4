/**
 * Advice on the files that an image should not contain: what was found, where, and what to do about it.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.advice.FindingSearch} checks the needed files of a build and returns a
 * {@link io.jenkins.containerbuild.advice.Finding} for each file or folder; {@link
 * io.jenkins.containerbuild.advice.FindingRule} lists the rules; {@link
 * io.jenkins.containerbuild.advice.FindingComments} reads the comments that switch rules off.
 */
package io.jenkins.containerbuild.advice;
