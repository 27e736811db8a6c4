package io.jenkins.plugins.containerbuild.history;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.advice.Severity;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlanReport;
import io.jenkins.containerbuild.report.Reports;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Test;

/** False data from an agent. */
public class BoundedReportTest {
    private static final String LONG = "x".repeat(2_000_000);
    private static final Digest DIGEST = Digest.of(new byte[0]);

    /** The small report with another value of a component. */
    private static BuildReport forged(String component, Object value) {
        try {
            RecordComponent[] components = BuildReport.class.getRecordComponents();
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                boolean isForged = components[i].getName().equals(component);
                values[i] = isForged ? value : components[i].getAccessor().invoke(Reports.small());
            }
            return (BuildReport) BuildReport.class.getConstructors()[0].newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static BuildReport bounded(String component, Object value) {
        return BoundedReport.of(forged(component, value)).report();
    }

    @Test
    public void honestReportIsCopiedWhole() {
        assertEquals(Reports.small(), BoundedReport.of(Reports.small()).report());
        assertEquals(2, BoundedReport.of(Reports.small()).instructions());
    }

    @Test
    public void reportWithoutAPartIsRefused() {
        Stream.of(BuildReport.class.getRecordComponents())
                .filter(component -> !component.getType().isPrimitive())
                .forEach(component -> {
                    BuildReport incomplete = forged(component.getName(), null);
                    ServiceException e = assertThrows(
                            component.getName(), ServiceException.class, () -> BoundedReport.of(incomplete));
                    assertTrue(e.getMessage(), e.getMessage().startsWith("the agent sent an invalid build report: "));
                });
        BuildReport.Base noDigest = new BuildReport.Base("", "", null, 1, "");
        assertThrows(ServiceException.class, () -> bounded("bases", List.of(noDigest)));
        assertThrows(ServiceException.class, () -> bounded("notes", List.of(7)));
    }

    @Test
    public void firstThousandInstructionsAreKeptAndAllAreCounted() {
        BuildReport.Instruction one = new BuildReport.Instruction(1, LONG, LONG, Outcome.MADE, -5, Long.MAX_VALUE, 3);
        BoundedReport bounded = BoundedReport.of(forged("instructions", Collections.nCopies(Integer.MAX_VALUE, one)));

        assertEquals(Integer.MAX_VALUE, bounded.instructions());
        assertEquals(1_000, bounded.report().instructions().size());
        BuildReport.Instruction kept = bounded.report().instructions().get(0);
        assertEquals(500, kept.stage().length());
        assertEquals(500, kept.text().length());
        assertEquals(-1, kept.millis());
        assertEquals(-1, kept.layerBytes());
        assertEquals(3, kept.files());
    }

    @Test
    public void listsOfAnySizeAreCut() {
        Map<String, Object> items = new LinkedHashMap<>();
        items.put("notes", LONG);
        items.put("bases", new BuildReport.Base(LONG, LONG, DIGEST, -9, LONG));
        items.put("outputs", new Published(LONG, DIGEST, -9, -9, Long.MAX_VALUE));
        items.put("findings", new Finding(LONG, Severity.HIGH, LONG, LONG, -9, -9, -9, LONG, -9));
        items.put(
                "policy",
                new PlanReport.Verdict(
                        LONG,
                        LONG,
                        -9,
                        LONG,
                        Collections.nCopies(
                                1_000_000, new PlanReport.Alternative(LONG, LONG, -9, -9, Long.MAX_VALUE))));
        items.forEach((component, item) -> {
            String kept = bounded(component, Collections.nCopies(Integer.MAX_VALUE, item))
                    .toString();
            assertTrue(component + ": " + kept.length(), kept.length() < 2_000_000);
            assertTrue(component, !kept.contains("-9") && !kept.contains(LONG));
        });
        assertEquals(
                100, bounded("notes", Collections.nCopies(1_000, "a")).notes().size());

        Map<String, String> versions = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            versions.put("v" + i, LONG);
        }
        assertEquals(100, bounded("versions", versions).versions().size());
    }

    @Test
    public void sentBytesAreUnknownIfOneOutputIsUnknown() {
        Map<List<Long>, Long> sums =
                Map.of(List.of(), 0L, List.of(2L, 3L), 5L, List.of(-1L, -1L), -1L, List.of(-1L, 3L), -1L);
        sums.forEach((sent, sum) -> {
            List<Published> outputs = sent.stream()
                    .map(bytes -> new Published("a", DIGEST, bytes, 0, 0))
                    .toList();
            BuildRecord record = BuildRecord.of("a", BoundedReport.of(forged("outputs", outputs)), List.of());
            assertEquals(sent.toString(), (long) sum, record.getSentBytes());
        });
    }

    @Test
    public void sumOfAbsurdLayersIsNotNegative() {
        BuildReport.Image image = Reports.small().image();
        for (long bytes : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1, 1_000_000_000_000_000L}) {
            BuildReport.LayerSize layer = new BuildReport.LayerSize(DIGEST, bytes, false);
            BuildReport.Image kept = bounded(
                            "image",
                            new BuildReport.Image(
                                    image.manifest(),
                                    image.config(),
                                    image.names(),
                                    Collections.nCopies(100_000, layer)))
                    .image();
            assertEquals(1_000, kept.layers().size());
            assertTrue(bytes + ": " + kept.bytes(), kept.bytes() >= 0);
        }
    }

    @Test
    public void absurdNumbersAndTimesAreUnknown() {
        for (long millis : new long[] {-2, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertEquals(-1, bounded("millis", millis).millis());
        }
        for (Instant started : List.of(Instant.MIN, Instant.MAX, Instant.ofEpochSecond(-1))) {
            long years = bounded("started", started).started().toEpochMilli() / 1000 / 86_400 / 365;
            assertTrue(started + ": " + years, years >= 50 && years < 1_000);
        }
        BuildReport.Context context = bounded(
                        "context",
                        new BuildReport.Context(
                                Long.MIN_VALUE,
                                Long.MAX_VALUE,
                                -2,
                                -3,
                                -4,
                                Collections.nCopies(1_000_000, new BuildReport.LeftOut(LONG, -5, -6))))
                .context();
        assertEquals(
                List.of(-1L, -1L, -1L, -1L, -1L),
                List.of(
                        context.totalFiles(),
                        context.totalBytes(),
                        context.ignoredFiles(),
                        context.sentFiles(),
                        context.sentBytes()));
        assertEquals(100, context.leftOut().size());
        assertEquals(500, context.leftOut().get(0).path().length());
    }

    /** A null character or half a surrogate pair would make a build.xml that Jenkins cannot read again. */
    @Test
    public void charactersThatXmlCannotHoldAreReplaced() {
        assertEquals("a?b? ?\n\té😀?", Bounds.text("a\0b\u001b \uD800\n\té😀\uFFFE"));
        String cutPair = Bounds.text("a😀b", 3);
        assertEquals("a?…", cutPair);
    }
}
