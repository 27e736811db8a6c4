package io.jenkins.containerbuild.report;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.advice.Severity;
import java.util.List;
import org.junit.Test;

public class PlanReportTest {
    private static final PlanReport PLAN = new PlanReport(
            "Dockerfile",
            "linux/amd64",
            List.of(
                    new PlanReport.Stage(
                            0,
                            "build",
                            true,
                            "debian:bookworm",
                            -1,
                            List.of(
                                    new PlanReport.Instruction(2, 2, "ENV", -1, -1),
                                    new PlanReport.Instruction(3, 4, "COPY", 12, 1234))),
                    new PlanReport.Stage(1, "", false, "", 0, List.of())),
            new BuildReport.Context(-1, -1, -1, 12, 1234),
            List.of(
                    new PlanReport.File("src/a.txt", 5, 0644, List.of(3)),
                    new PlanReport.File("src/d/", 0, 02755, List.of(3, 7))),
            List.of(new Finding(
                    "vcs-data",
                    Severity.MEDIUM,
                    ".git/",
                    "version control data",
                    7,
                    1,
                    3,
                    "add .git to .dockerignore",
                    1)),
            List.of(new PlanReport.Verdict(
                    "smallest-parent",
                    "warn",
                    1,
                    "smaller ones fit",
                    List.of(new PlanReport.Alternative(
                            "jre", "r.example/jre:17", 60_000_000, 20_000_000, 90_000_000)))),
            new BuildReport.BuilderUsed("embedded", "no RUN instruction in the reachable stages"));

    /** The members are those of the command line's contract, in its order. */
    @Test
    public void theJsonIsTheContracts() {
        assertEquals(
                ("{'dockerfile':'Dockerfile','platform':'linux/amd64','stages':["
                                + "{'index':0,'name':'build','reachable':true,"
                                + "'base':{'reference':'debian:bookworm','stage':null},'instructions':["
                                + "{'line':2,'endLine':2,'keyword':'ENV'},"
                                + "{'line':3,'endLine':4,'keyword':'COPY','files':12,'bytes':1234}]},"
                                + "{'index':1,'name':'','reachable':false,'base':{'reference':null,'stage':0},"
                                + "'instructions':[]}],"
                                + "'context':{'sentFiles':12,'sentBytes':1234,'files':["
                                + "{'path':'src/a.txt','bytes':5,'mode':'0644','instructions':[3]},"
                                + "{'path':'src/d/','bytes':0,'mode':'2755','instructions':[3,7]}]},"
                                + "'findings':[{'rule':'vcs-data','severity':'medium','path':'.git/',"
                                + "'description':'version control data','files':7,'bytes':1,'line':3,"
                                + "'advice':'add .git to .dockerignore','savedBytes':1}],"
                                + "'policy':[{'rule':'smallest-parent','verdict':'warn','line':1,"
                                + "'message':'smaller ones fit','alternatives':["
                                + "{'name':'jre','reference':'r.example/jre:17','bytes':60000000,'sharedBytes':20000000,'insteadOf':90000000}]}],"
                                + "'builder':{'name':'embedded',"
                                + "'reason':'no RUN instruction in the reachable stages'}}")
                        .replace('\'', '"'),
                PLAN.toJson().toStringWithNulls());
    }

    @Test
    public void totalsStandWhereTheyAreKnown() {
        PlanReport counted = new PlanReport(
                PLAN.dockerfile(),
                PLAN.platform(),
                List.of(),
                new BuildReport.Context(20_000, 5_000_000, 3, 12, 1234),
                List.of(),
                List.of(),
                List.of(),
                PLAN.builder());
        assertEquals(20_000, counted.toJson().object("context").number("totalFiles"));
        assertEquals(5_000_000, counted.toJson().object("context").number("totalBytes"));
        assertEquals(3, counted.toJson().object("context").number("ignoredFiles"));
        assertEquals("""
                Dockerfile for linux/amd64
                builder  embedded: no RUN instruction in the reachable stages
                context  12 files, 1.23 kB needed of 20,000 files, 5.00 MB (3 ignored)
                """, counted.toText());
    }

    @Test
    public void peopleReadItToo() {
        assertEquals("""
                Dockerfile for linux/amd64
                builder  embedded: no RUN instruction in the reachable stages
                context  12 files, 1.23 kB needed

                stage 0 (build) from debian:bookworm
                  2    ENV
                  3-4  COPY  12 files, 1.23 kB

                stage 1 from stage 0 (build), not needed

                findings
                  line 3  medium  vcs-data  .git/  version control data  1 B  add .git to .dockerignore

                policy
                  line 1  warn  smallest-parent  smaller ones fit

                alternatives to the base of line 1
                  jre  60.0 MB instead of 90.0 MB (−33 %)  20.0 MB in shared layers, which a registry stores once
                """, PLAN.toText());
    }
}
