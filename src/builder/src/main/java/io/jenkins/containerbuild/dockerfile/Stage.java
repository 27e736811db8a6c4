package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * A build stage whose instructions are typed and expanded.
 *
 * @param index from 0
 * @param name in lower case; "" where none is given
 * @param from the FROM instruction's position
 * @param base what FROM names, variables expanded
 * @param baseStage index of the stage that it starts from, or -1
 * @param platform of {@code FROM --platform}, expanded; "" where none is given
 * @param instructions those that the base's ONBUILD brings first
 */
public record Stage(
        int index,
        String name,
        Instruction.Position from,
        String base,
        int baseStage,
        String platform,
        List<Instruction> instructions) {

    /** For people: its name, or its index where it has none. */
    public String label() {
        return name.isEmpty() ? Integer.toString(index) : name;
    }
}
