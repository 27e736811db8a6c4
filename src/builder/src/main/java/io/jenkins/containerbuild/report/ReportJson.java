package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.publish.Published;
import java.util.Locale;

/** The JSON form of a report. Unknown values are left out. */
final class ReportJson {
    private ReportJson() {}

    static JsonObject of(BuildReport report) {
        return new JsonMembers()
                .with("schemaVersion", BuildReport.SCHEMA_VERSION)
                .with("started", report.started().toString())
                .with("milliseconds", report.millis())
                .with("dockerfile", report.source().dockerfile())
                .with("target", report.source().target())
                .with("platform", report.source().platform())
                .with("builder", PlanJson.builder(report.builder()))
                .with("phases", phases(report))
                .withEach("instructions", report.instructions(), ReportJson::instruction)
                .with("context", context(report.context()))
                .withEach("bases", report.bases(), ReportJson::base)
                .with("image", image(report.image()))
                .withEach("outputs", report.outputs(), ReportJson::output)
                .withEach("findings", report.findings(), PlanJson::finding)
                .withEach("policy", report.policy(), PlanJson::verdict)
                .with("reused", report.decision().reused())
                .with("reason", report.decision().reason())
                .with("notes", report.notes())
                .with("versions", report.versions())
                .done();
    }

    private static JsonMembers phases(BuildReport report) {
        JsonMembers json = new JsonMembers();
        report.phases().forEach((phase, millis) -> json.with(phase.name().toLowerCase(Locale.ROOT), millis));
        return json;
    }

    private static JsonMembers context(BuildReport.Context context) {
        JsonMembers json = PlanJson.context(context);
        return context.totalFiles() < 0 ? json : json.withEach("leftOut", context.leftOut(), ReportJson::leftOut);
    }

    private static JsonMembers leftOut(BuildReport.LeftOut directory) {
        return new JsonMembers()
                .with("path", directory.path())
                .with("files", directory.files())
                .with("bytes", directory.bytes());
    }

    private static JsonMembers instruction(BuildReport.Instruction step) {
        return new JsonMembers()
                .with("line", step.line())
                .with("stage", step.stage())
                .with("instruction", step.text())
                .with("outcome", step.outcome().name().toLowerCase(Locale.ROOT))
                .withKnown("milliseconds", step.millis())
                .withKnown("layerBytes", step.layerBytes())
                .withKnown("files", step.files());
    }

    private static JsonMembers base(BuildReport.Base base) {
        return new JsonMembers()
                .with("requested", base.requested())
                .with("reference", base.reference())
                .with("digest", base.digest().toString())
                .withKnown("bytes", base.bytes())
                .with("platform", base.platform());
    }

    private static JsonMembers image(BuildReport.Image image) {
        return new JsonMembers()
                .with(
                        "names",
                        image.names().stream().map(ImageReference::toString).toList())
                .with("digest", image.manifest().digest().toString())
                .with("mediaType", image.manifest().mediaType())
                .with("configDigest", image.config().toString())
                .with("bytes", image.bytes())
                .with("baseBytes", image.baseBytes())
                .with("applicationBytes", image.bytes() - image.baseBytes())
                .withEach("layers", image.layers(), ReportJson::layer);
    }

    private static JsonMembers layer(BuildReport.LayerSize layer) {
        return new JsonMembers()
                .with("digest", layer.digest().toString())
                .with("bytes", layer.bytes())
                .with("base", layer.ofBase());
    }

    private static JsonMembers output(Published output) {
        return new JsonMembers()
                .with("destination", output.destination())
                .with("digest", output.digest().toString())
                .withKnown("sentBytes", output.sentBytes())
                .withKnown("mountedBytes", output.mountedBytes())
                .withKnown("presentBytes", output.presentBytes());
    }
}
