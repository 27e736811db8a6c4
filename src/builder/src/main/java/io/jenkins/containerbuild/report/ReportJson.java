package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.publish.Published;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A report's JSON form. What is not known has no member. */
final class ReportJson {
    private final Map<String, Object> members = new LinkedHashMap<>();

    private ReportJson() {}

    static JsonObject of(BuildReport report) {
        return new ReportJson()
                .with("schemaVersion", BuildReport.SCHEMA_VERSION)
                .with("started", report.started().toString())
                .with("milliseconds", report.millis())
                .with("dockerfile", report.source().dockerfile())
                .with("target", report.source().target())
                .with("platform", report.source().platform())
                .with(
                        "builder",
                        new ReportJson()
                                .with("name", report.builder().name())
                                .with("reason", report.builder().reason())
                                .members)
                .with("phases", phases(report))
                .with("instructions", each(report.instructions(), ReportJson::instruction))
                .with("context", context(report.context()))
                .with("bases", each(report.bases(), ReportJson::base))
                .with("image", image(report.image()))
                .with("outputs", each(report.outputs(), ReportJson::output))
                .with("notes", report.notes())
                .with("versions", report.versions())
                .done();
    }

    private static Map<String, Object> phases(BuildReport report) {
        ReportJson json = new ReportJson();
        report.phases().forEach((phase, millis) -> json.with(phase.name().toLowerCase(Locale.ROOT), millis));
        return json.members;
    }

    private static ReportJson instruction(BuildReport.Instruction step) {
        return new ReportJson()
                .with("line", step.line())
                .with("stage", step.stage())
                .with("instruction", step.text())
                .with("outcome", step.outcome().name().toLowerCase(Locale.ROOT))
                .withKnown("milliseconds", step.millis())
                .withKnown("layerBytes", step.layerBytes())
                .withKnown("files", step.files());
    }

    private static Map<String, Object> context(BuildReport.Context context) {
        return new ReportJson()
                .withKnown("totalFiles", context.totalFiles())
                .withKnown("totalBytes", context.totalBytes())
                .withKnown("ignoredFiles", context.ignoredFiles())
                .withKnown("sentFiles", context.sentFiles())
                .withKnown("sentBytes", context.sentBytes())
                .members;
    }

    private static ReportJson base(BuildReport.Base base) {
        return new ReportJson()
                .with("requested", base.requested())
                .with("reference", base.reference())
                .with("digest", base.digest().toString())
                .withKnown("bytes", base.bytes());
    }

    private static Map<String, Object> image(BuildReport.Image image) {
        return new ReportJson()
                .with(
                        "names",
                        image.names().stream().map(ImageReference::toString).toList())
                .with("digest", image.manifest().digest().toString())
                .with("mediaType", image.manifest().mediaType())
                .with("configDigest", image.config().toString())
                .with("bytes", image.bytes())
                .with("baseBytes", image.baseBytes())
                .with("applicationBytes", image.bytes() - image.baseBytes())
                .with("layers", each(image.layers(), layer -> new ReportJson()
                        .with("digest", layer.digest().toString())
                        .with("bytes", layer.bytes())
                        .with("base", layer.ofBase())))
                .members;
    }

    private static ReportJson output(Published output) {
        return new ReportJson()
                .with("destination", output.destination())
                .with("digest", output.digest().toString())
                .with("sentBytes", output.sentBytes())
                .with("mountedBytes", output.mountedBytes())
                .with("presentBytes", output.presentBytes());
    }

    private static <T> List<Map<String, Object>> each(List<T> values, Function<T, ReportJson> form) {
        return values.stream().map(value -> form.apply(value).members).toList();
    }

    private ReportJson with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    private ReportJson withKnown(String name, long value) {
        return value < 0 ? this : with(name, value);
    }

    private JsonObject done() {
        return new JsonObject(members);
    }
}
