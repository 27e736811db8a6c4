package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.ContainerBuild.Detail;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.report.PlanReport;
import java.util.EnumSet;
import java.util.Set;

/** {@code plan}: shows what a build would do. */
final class PlanCommand implements Subcommand {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "plan [options] CONTEXT",
                "Shows what a build would do. Needs no engine, and no network unless --resolve is given.",
                Options.file(),
                Options.target(),
                Options.buildArg(),
                Options.buildContext(),
                Options.platform(),
                Options.catalogue(),
                Options.ignoreFinding(),
                Options.insecureRegistry(),
                Options.cacheDirectory(),
                Syntax.flag("Print the plan as JSON", "--json"),
                Syntax.flag("Look up base images in their registries", "--resolve"),
                Syntax.flag("Count all files of the context, including those that are not needed", "--totals"));
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
        PlanReport plan = ContainerBuild.plan(RequestReader.of(arguments, terminal), details, Progress.NONE);
        if (arguments.flag("--json")) {
            terminal.print(plan.toJson());
        } else {
            terminal.print(plan.toText());
        }
    }
}
