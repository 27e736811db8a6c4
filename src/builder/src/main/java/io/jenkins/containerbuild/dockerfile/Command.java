package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * The command of RUN, CMD or ENTRYPOINT.
 *
 * @param shell whether a shell runs the command
 * @param arguments in shell form, at most one string, which includes the heredocs of a RUN; in exec form, the words of
 *     the command
 * @param files the script of a RUN whose only argument is a heredoc that starts with {@code #!}, otherwise empty; the
 *     file must be in {@code /dev/pipes} when the command runs
 */
public record Command(boolean shell, List<String> arguments, List<Instruction.InlineFile> files) {

    /** The arguments of the process to start; in shell form, they begin with the shell command. */
    public List<String> arguments(ConfigState state) {
        return shell ? state.inShell(arguments) : arguments;
    }
}
