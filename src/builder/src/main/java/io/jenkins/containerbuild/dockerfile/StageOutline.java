package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * A stage as a plan shows it, whether the target needs it or not.
 *
 * @param index from 0
 * @param name in lower case; "" where none is given
 * @param reachable whether the target needs it
 * @param base what FROM names, variables expanded
 * @param baseStage index of the stage that it starts from, or -1
 * @param instructions where those after FROM stand
 */
public record StageOutline(
        int index,
        String name,
        boolean reachable,
        String base,
        int baseStage,
        List<Instruction.Position> instructions) {}
