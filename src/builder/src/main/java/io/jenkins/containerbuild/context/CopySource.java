package io.jenkins.containerbuild.context;

import java.util.List;

/**
 * What one COPY, ADD or bind mount takes from a tree.
 *
 * @param line first line of the instruction, from 1
 * @param sources patterns as in the Dockerfile, variables expanded
 * @param excludes patterns of {@code --exclude}
 * @param parents whether {@code --parents} is given
 */
public record CopySource(int line, List<String> sources, List<String> excludes, boolean parents) {}
