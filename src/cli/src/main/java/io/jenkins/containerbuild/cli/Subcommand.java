package io.jenkins.containerbuild.cli;

/** A command of the command line. */
interface Subcommand {
    Syntax syntax();

    /**
     * Runs it.
     *
     * @throws UsageException if the arguments are invalid: exit status 2
     */
    void run(Arguments arguments, Terminal terminal);
}
