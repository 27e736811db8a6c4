package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.advice.Severity;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.publish.Published;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A report of a small build. */
public final class Reports {
    static final Digest MANIFEST = digest('a');
    static final Digest CONFIG = digest('c');
    static final Digest BASE = digest('b');

    private Reports() {}

    private static Digest digest(char digit) {
        return Digest.parse("sha256:" + String.valueOf(digit).repeat(64));
    }

    public static BuildReport small() {
        return new BuildReport(
                Instant.parse("2026-11-25T13:17:00Z"),
                1234,
                new BuildReport.Source("svc/Dockerfile", "app", "linux/amd64"),
                new BuildReport.BuilderUsed("embedded", "no RUN instruction in the reachable stages"),
                new EnumMap<>(Map.of(Phase.PUSH, 500L, Phase.RESOLVE, 12L)),
                List.of(
                        new BuildReport.Instruction(
                                3, "app", "COPY target/app.jar /app/", Outcome.MADE, 120, 20_148_224, 1),
                        new BuildReport.Instruction(
                                4, "app", "ENTRYPOINT [\"java\",\"-jar\"]", Outcome.MADE, -1, -1, -1)),
                new BuildReport.Context(-1, -1, -1, 1, 20_148_224),
                List.of(new BuildReport.Base(
                        "debian:12", "r.example/debian:12@" + BASE, BASE, 51_234_567, "linux/amd64")),
                image(List.of(ImageReference.parse("r.example/svc:1"), ImageReference.parse("r.example/svc:latest"))),
                List.of(new Published("r.example/svc:1", MANIFEST, 20_149_000, 51_234_567, 0)),
                List.of(new Finding(
                        "vcs-data",
                        Severity.MEDIUM,
                        ".git/",
                        "version control data",
                        7,
                        1_000,
                        3,
                        "add .git to .dockerignore",
                        1_000)),
                List.of(new PlanReport.Verdict("base-in-catalogue", "warn", 1, "not in the catalogue", List.of())),
                new BuildReport.Decision(false, "file src/a.txt changed"),
                List.of("a note"),
                Map.of("java", "17.0.15"));
    }

    static BuildReport.Image image(List<ImageReference> names) {
        return new BuildReport.Image(
                new Descriptor(MediaTypes.OCI_MANIFEST, MANIFEST, 987),
                CONFIG,
                names,
                List.of(
                        new BuildReport.LayerSize(BASE, 51_234_567, true),
                        new BuildReport.LayerSize(digest('d'), 20_148_224, false)));
    }
}
