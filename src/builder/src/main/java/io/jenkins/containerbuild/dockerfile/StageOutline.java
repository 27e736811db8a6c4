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
 * @param platform of {@code FROM --platform}, expanded; "" where none is given
 * @param from where FROM stands
 * @param instructions where the others stand
 */
public record StageOutline(
        int index,
        String name,
        boolean reachable,
        String base,
        int baseStage,
        String platform,
        Instruction.Position from,
        List<Instruction.Position> instructions) {}
