package io.jenkins.containerbuild.report;

import static org.junit.Assert.assertEquals;

import java.util.Map;
import org.junit.Test;

public class ReportTableTest {
    @Test
    public void aTableFitsItsBuild() {
        assertEquals("""
                line  stage  instruction                 outcome   time    layer  files
                   3  app    COPY target/app.jar /app/   made     120ms  20.1 MB      1
                   4  app    ENTRYPOINT ["java","-jar"]  made
                time     1.2s: resolve 12ms, push 500ms
                builder  embedded: no RUN instruction in the reachable stages
                built    anew: file src/a.txt changed
                context  1 file, 20.1 MB needed
                base     r.example/debian:12@%s  51.2 MB
                image    71.3 MB in 2 layers: base 51.2 MB, application 20.1 MB
                digest   %s
                output   r.example/svc:1  20.1 MB written, 51.2 MB mounted
                finding  line 3: .git/, 1.00 kB (vcs-data): add .git to .dockerignore
                note     a note
                """.formatted(Reports.BASE, Reports.MANIFEST), ReportTable.of(Reports.small()));
    }

    @Test
    public void bytesHaveThreeDigits() {
        Map<Long, String> cases = Map.of(
                -1L, "",
                0L, "0 B",
                999L, "999 B",
                1000L, "1.00 kB",
                1_059_999L, "1.05 MB",
                51_234_567L, "51.2 MB",
                999_999_999L, "999 MB",
                2_000_000_000L, "2.00 GB",
                7_000_000_000_000_000L, "7000 TB");
        cases.forEach((bytes, text) -> assertEquals(text, Figures.bytes(bytes)));
    }

    @Test
    public void timesReadAsPeopleSayThem() {
        Map<Long, String> cases = Map.of(
                -1L,
                "",
                0L,
                "0ms",
                999L,
                "999ms",
                1000L,
                "1.0s",
                59_999L,
                "59.9s",
                60_000L,
                "1m00s",
                3_665_000L,
                "61m05s");
        cases.forEach((millis, text) -> assertEquals(text, Figures.time(millis)));
    }

    @Test
    public void countsAreReadable() {
        Map<Long, String> cases = Map.of(-1L, "", 0L, "0", 999L, "999", 1000L, "1,000", 20_040_000L, "20,040,000");
        cases.forEach((count, text) -> assertEquals(text, Figures.count(count)));
        assertEquals("1 file", Figures.count(1, "file"));
        assertEquals("0 files", Figures.count(0, "file"));
    }
}
