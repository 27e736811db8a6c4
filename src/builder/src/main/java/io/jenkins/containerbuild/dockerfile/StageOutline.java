package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * A stage as a build plan shows it, whether the target needs it or not.
 *
 * @param index index, counted from 0
 * @param name name in lower case, or "" if not set
 * @param reachable whether the target needs this stage
 * @param base base that FROM names, variables expanded
 * @param baseStage index of the stage that is the base, or -1 if the base is not a stage
 * @param instructions positions of the instructions after FROM
 */
public record StageOutline(
        int index,
        String name,
        boolean reachable,
        String base,
        int baseStage,
        List<Instruction.Position> instructions) {}
