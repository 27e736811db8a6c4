package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.image.JsonObject;
import java.util.List;

/** The JSON form of a plan, as specified for the command line. */
final class PlanJson {
    private PlanJson() {}

    static JsonObject of(PlanReport plan) {
        return new JsonMembers()
                .with("dockerfile", plan.dockerfile())
                .with("platform", plan.platform())
                .withEach("stages", plan.stages(), PlanJson::stage)
                .with("context", context(plan.context()).withEach("files", plan.files(), PlanJson::file))
                .withEach("findings", plan.findings(), PlanJson::finding)
                .withEach("policy", plan.policy(), PlanJson::verdict)
                .with("builder", builder(plan.builder()))
                .done();
    }

    private static JsonMembers stage(PlanReport.Stage stage) {
        boolean startsFromStage = stage.baseStage() >= 0;
        return new JsonMembers()
                .with("index", stage.index())
                .with("name", stage.name())
                .with("reachable", stage.reachable())
                .with(
                        "base",
                        new JsonMembers()
                                .with("reference", startsFromStage ? null : stage.base())
                                .with("stage", startsFromStage ? stage.baseStage() : null))
                .withEach("instructions", stage.instructions(), PlanJson::instruction);
    }

    private static JsonMembers instruction(PlanReport.Instruction instruction) {
        return new JsonMembers()
                .with("line", instruction.line())
                .with("endLine", instruction.endLine())
                .with("keyword", instruction.keyword())
                .withKnown("files", instruction.files())
                .withKnown("bytes", instruction.bytes());
    }

    static JsonMembers context(BuildReport.Context context) {
        return new JsonMembers()
                .withKnown("totalFiles", context.totalFiles())
                .withKnown("totalBytes", context.totalBytes())
                .withKnown("ignoredFiles", context.ignoredFiles())
                .withKnown("sentFiles", context.sentFiles())
                .withKnown("sentBytes", context.sentBytes());
    }

    private static JsonMembers file(PlanReport.File file) {
        return new JsonMembers()
                .with("path", file.path())
                .with("bytes", file.bytes())
                .with("mode", octal(file.mode()))
                .with("instructions", file.instructions());
    }

    /** Formats permission bits as four octal digits. */
    private static String octal(int mode) {
        String digits = Integer.toOctalString(mode & 07777);
        return "0".repeat(4 - digits.length()) + digits;
    }

    static JsonMembers finding(Finding finding) {
        return new JsonMembers()
                .with("rule", finding.rule())
                .with("severity", finding.severity().id())
                .with("path", finding.path())
                .with("description", finding.description())
                .withKnown("files", finding.files())
                .withKnown("bytes", finding.bytes())
                .with("line", finding.line())
                .with("advice", finding.advice())
                .withKnown("savedBytes", finding.savedBytes());
    }

    static JsonMembers verdict(PlanReport.Verdict verdict) {
        JsonMembers members = new JsonMembers()
                .with("rule", verdict.rule())
                .with("verdict", verdict.verdict())
                .with("line", verdict.line())
                .with("message", verdict.message());
        List<PlanReport.Alternative> alternatives = verdict.alternatives();
        return alternatives.isEmpty() ? members : members.withEach("alternatives", alternatives, PlanJson::alternative);
    }

    private static JsonMembers alternative(PlanReport.Alternative alternative) {
        return new JsonMembers()
                .with("name", alternative.name())
                .with("reference", alternative.reference())
                .withKnown("bytes", alternative.bytes())
                .withKnown("sharedBytes", alternative.sharedBytes())
                .withKnown("insteadOf", alternative.insteadOf());
    }

    static JsonMembers builder(BuildReport.BuilderUsed builder) {
        return new JsonMembers().with("name", builder.name()).with("reason", builder.reason());
    }
}
