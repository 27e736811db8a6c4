package io.jenkins.containerbuild.report;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class ReportTableTest {
    @Test
    public void aTableFitsItsBuild() {
        assertEquals("""
                line  stage  instruction                 outcome    time    layer  files
                   3  app    COPY target/app.jar /app/   made     120 ms  20.1 MB      1
                   4  app    ENTRYPOINT ["java","-jar"]  made
                time     1.2 s: resolve 12 ms, push 500 ms
                builder  embedded: no RUN instruction in the reachable stages
                built    anew: file src/a.txt changed
                context  1 file, 20.1 MB needed
                base     r.example/debian:12@%s  51.2 MB
                image    71.4 MB in 2 layers: base 51.2 MB, application 20.1 MB
                digest   %s
                output   r.example/svc:1  20.1 MB written, 51.2 MB mounted
                finding  medium: line 3: .git/: version control data, 1.00 kB (vcs-data): add .git to .dockerignore
                note     a note
                """.formatted(Reports.BASE, Reports.MANIFEST), ReportTable.of(Reports.small()));
    }

    @Test
    public void summaryNamesEachFindingWithItsLineAndAdvice() {
        assertEquals("""
                image    r.example/svc:1, r.example/svc:latest
                size     71.4 MB in 2 layers: base 51.2 MB, application 20.1 MB
                sent     20.1 MB written, 51.2 MB mounted  r.example/svc:1
                time     1.2 s: resolve 12 ms, push 500 ms
                findings 1: 1 medium
                  medium  line 3  .git/  1.00 kB  version control data (vcs-data): add .git to .dockerignore
                """, ReportTable.summary(Reports.small(), 1));
    }

    @Test
    public void summaryCountsTheFindingsThatItDoesNotList() {
        String summary = ReportTable.summary(Reports.small(), 0);
        assertTrue(summary, summary.endsWith("findings 1: 1 medium\n  and 1 more\n"));
    }
}
