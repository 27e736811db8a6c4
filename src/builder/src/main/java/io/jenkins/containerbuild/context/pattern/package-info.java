/**
 * Patterns of ignore files and wildcards of sources, as Go's {@code filepath.Match} and moby/patternmatcher define
 * them. Entry point: {@link io.jenkins.containerbuild.context.pattern.PatternList}. Works on the text of paths only and
 * does not access files.
 */
package io.jenkins.containerbuild.context.pattern;
