package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.ContainerBuild.Detail;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.report.PlanReport;
import java.util.EnumSet;
import java.util.Set;

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
                Options.CATALOGUE,
                Options.INSECURE_REGISTRY,
                Options.CACHE_DIR,
                Option.flag("--json", "Print the plan as JSON"),
                Option.flag("--resolve", "Look base images up in their registries"),
                Option.flag("--totals", "Count the whole context, also what is not needed"));
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        Set<Detail> details = EnumSet.noneOf(Detail.class);
        if (arguments.flag("--resolve")) {
            details.add(Detail.RESOLVED_BASES);
        }
        if (arguments.flag("--totals")) {
            details.add(Detail.CONTEXT_TOTALS);
        }
        PlanReport plan = ContainerBuild.plan(Requests.of(arguments, terminal), details, Progress.NONE);
        if (arguments.flag("--json")) {
            terminal.print(plan.toJson());
        } else {
            terminal.print(plan.toText());
        }
    }
}
