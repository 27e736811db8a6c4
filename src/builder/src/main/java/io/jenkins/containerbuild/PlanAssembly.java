package io.jenkins.containerbuild;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.StageOutline;
import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlanReport;
import java.util.List;
import java.util.Set;

/** Assembles the plan report from the results of each phase. */
record PlanAssembly(
        BuildRequest request,
        Stages stages,
        Evaluation evaluation,
        BuilderSelection builder,
        NeededFiles needed,
        BuildReport.Context context,
        List<Finding> findings,
        List<PlanReport.Verdict> policy) {
    private static final Set<String> COPYING = Set.of("COPY", "ADD", "RUN");

    PlanReport report() {
        return new PlanReport(
                request.source().dockerfileName(),
                request.image().platform().toString(),
                stages.outlines(evaluation).stream().map(this::stage).toList(),
                context,
                files(needed.context()),
                findings,
                policy,
                builder.reported());
    }

    private PlanReport.Stage stage(StageOutline outline) {
        List<PlanReport.Instruction> instructions = outline.instructions().stream()
                .map(position -> instruction(position, outline))
                .toList();
        return new PlanReport.Stage(
                outline.index(),
                outline.name(),
                outline.reachable(),
                outline.baseStage() < 0 ? outline.base() : "",
                outline.baseStage(),
                instructions);
    }

    private PlanReport.Instruction instruction(Instruction.Position position, StageOutline outline) {
        boolean copies = outline.reachable() && COPYING.contains(position.keyword());
        long files = copies ? needed.context().filesOf(position.line()) : -1;
        long bytes = copies ? needed.context().bytesOf(position.line()) : -1;
        return new PlanReport.Instruction(position.line(), position.endLine(), position.keyword(), files, bytes);
    }

    private static List<PlanReport.File> files(ContextPlan plan) {
        return plan.files().stream()
                .map(file -> new PlanReport.File(
                        file.path(), file.bytes(), file.node().mode(), file.lines()))
                .toList();
    }
}
