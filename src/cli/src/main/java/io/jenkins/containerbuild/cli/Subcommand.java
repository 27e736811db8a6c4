package io.jenkins.containerbuild.cli;

/** A command of the command line. */
interface Subcommand {
    Syntax syntax();

    /**
     * Runs the command.
     *
     * @throws UsageException if the arguments are invalid, which results in exit status 2
     */
    void run(Arguments arguments, Terminal terminal);
}
