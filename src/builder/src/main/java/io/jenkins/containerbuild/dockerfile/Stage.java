package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * A build stage with typed instructions and expanded variables.
 *
 * @param index index, counted from 0
 * @param name name in lower case, or "" if not set
 * @param from position of the FROM instruction
 * @param base base that FROM names, variables expanded
 * @param baseStage index of the stage that is the base, or -1 if the base is not a stage
 * @param platform value of {@code FROM --platform}, variables expanded, or "" if not set
 * @param instructions instructions after FROM, starting with the ONBUILD triggers of the base
 */
public record Stage(
        int index,
        String name,
        Instruction.Position from,
        String base,
        int baseStage,
        String platform,
        List<Instruction> instructions) {

    /** The name for messages: the index if the stage has no name. */
    public String label() {
        return name.isEmpty() ? Integer.toString(index) : name;
    }
}
