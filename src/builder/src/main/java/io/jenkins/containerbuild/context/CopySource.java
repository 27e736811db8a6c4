package io.jenkins.containerbuild.context;

import java.util.List;

/**
 * The sources that one COPY, ADD or bind mount takes from a tree.
 *
 * @param line first line of the instruction, starting at 1
 * @param sources patterns as in the Dockerfile, with variables expanded
 * @param excludes patterns of {@code --exclude}
 * @param parents whether {@code --parents} is set
 * @param literal whether the sources are paths (bind mounts) and not patterns
 */
public record CopySource(int line, List<String> sources, List<String> excludes, boolean parents, boolean literal) {

    /** Creates the source of a COPY or ADD. */
    public CopySource(int line, List<String> sources, List<String> excludes, boolean parents) {
        this(line, sources, excludes, parents, false);
    }

    /** Creates the source of a {@code RUN --mount=type=bind}; an empty source is the whole tree. */
    public static CopySource ofMount(int line, String source) {
        return new CopySource(line, List.of(source), List.of(), false, true);
    }
}
