package io.jenkins.containerbuild.cli;

/** A command of the command line. */
interface Command {
    Syntax syntax();

    /**
     * Carries it out.
     *
     * @throws UsageException where the arguments ask for what cannot be: exit status 2
     */
    void run(Arguments arguments, Terminal terminal);
}
