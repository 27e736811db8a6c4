package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * Arguments of RUN, CMD, ENTRYPOINT: at most one string for the shell, or a list for exec. Heredocs of a RUN are part of the string.
 *
 * @param files the script of a RUN whose only argument is a heredoc that starts with {@code #!}; it stands in {@code /dev/pipes}
 */
public record Command(boolean shell, List<String> arguments, List<Instruction.InlineFile> files) {

    /** As a process gets it, the shell before it where it is for one. */
    public List<String> arguments(ConfigState state) {
        return shell ? state.inShell(arguments) : arguments;
    }
}
