package io.jenkins.containerbuild.cli;

/** {@code plan}: what a build would do. */
final class PlanCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "plan [options] CONTEXT",
                "Says what a build would do. Needs no engine and no network, unless --resolve is given.",
                Options.FILE,
                Options.TARGET,
                Options.BUILD_ARG,
                Options.BUILD_CONTEXT,
                Options.PLATFORM,
                Option.later("--catalogue"),
                Options.INSECURE_REGISTRY,
                Option.flag("--json", "Print the plan as JSON"),
                Option.flag("--resolve", "Look base images up in their registries"),
                Option.flag("--totals", "Count the whole context, also what is not needed"));
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        Options.context(arguments);
        throw UsageException.notYet("plan");
    }
}
