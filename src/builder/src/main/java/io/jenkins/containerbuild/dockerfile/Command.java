package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * The command of RUN, CMD or ENTRYPOINT.
 *
 * @param shell whether a shell runs the command
 * @param arguments in shell form at most one string, heredocs of a RUN included; in exec form the words of the command
 * @param files script of a RUN whose only argument is a heredoc that starts with {@code #!}; the file must be in
 *     {@code /dev/pipes} when the command runs
 */
public record Command(boolean shell, List<String> arguments, List<Instruction.InlineFile> files) {

    /** The arguments of the process to start, with the shell's command before them in shell form. */
    public List<String> arguments(ConfigState state) {
        return shell ? state.inShell(arguments) : arguments;
    }
}
