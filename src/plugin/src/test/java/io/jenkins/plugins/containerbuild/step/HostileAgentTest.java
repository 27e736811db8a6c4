package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.SimpleCommandLauncher;

/** Agents whose own library returns false data: an agent's class path precedes the classes of its controller. */
public class HostileAgentTest {
    private static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final RuleChain RULES =
            RuleChain.outerRule(new BuildWatcher()).around(JENKINS);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final String LIBRARY = """
            package io.jenkins.containerbuild;

            import io.jenkins.containerbuild.image.Digest;
            import io.jenkins.containerbuild.measure.*;
            import io.jenkins.containerbuild.report.*;
            import java.io.OutputStream;
            import java.util.*;

            public final class ContainerBuild {
                public enum Detail { RESOLVED_BASES, CONTEXT_TOTALS }

                static final String LONG = "\\0<b>".repeat(100_000);

                public static BuildReport build(BuildRequest request, Set<Detail> details, OutputStream out, Progress progress) {
                    BuildReport real = Reports.small();
                    BODY
                }

                public static PlanReport plan(BuildRequest request, Set<Detail> details, Progress progress) {
                    return new PlanReport("Dockerfile", "x".repeat(21_000_000), List.of(), Reports.small().context(),
                            List.of(), List.of(), List.of(), Reports.small().builder());
                }
            }
            """;

    /** Runs a step on an agent whose library is replaced by this code. */
    private WorkflowRun run(Result result, String body, String step) throws Exception {
        Path classes = folder.newFolder().toPath();
        Path source = classes.resolve("ContainerBuild.java");
        Files.writeString(source, LIBRARY.replace("BODY", body));
        String classPath = System.getProperty("java.class.path");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", classPath, "-d", classes.toString(), source.toString()));
        DumbSlave agent = new DumbSlave(
                "hostile" + System.nanoTime(),
                folder.newFolder().getPath(),
                new SimpleCommandLauncher(System.getProperty("java.home") + "/bin/java -Xmx512m -cp " + classes + ":"
                        + classPath + " hudson.remoting.Launcher"));
        JENKINS.jenkins.addNode(agent);
        try {
            JENKINS.waitOnline(agent);
            WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(
                    "node('" + agent.getNodeName() + "') {\nwriteFile file: 'Dockerfile', text: 'FROM scratch'\n" + step
                            + "\n}",
                    true));
            return JENKINS.assertBuildStatus(result, job.scheduleBuild2(0));
        } finally {
            JENKINS.jenkins.removeNode(agent);
        }
    }

    private static long bytesOf(WorkflowRun run) throws IOException {
        try (Stream<Path> files = Files.walk(run.getRootDir().toPath())) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(HostileAgentTest::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void falseReportIsStoredWithinLimits() throws Exception {
        WorkflowRun run = run(Result.SUCCESS, """
                List<BuildReport.Instruction> many = new ArrayList<>();
                for (int i = 0; i < 50_000; i++) {
                    many.add(new BuildReport.Instruction(-i, LONG, LONG, Outcome.MADE, -i, Long.MAX_VALUE, Long.MIN_VALUE));
                }
                List<String> notes = new ArrayList<>(Collections.nCopies(50_000, LONG));
                BuildReport.LayerSize absurd = new BuildReport.LayerSize(real.image().config(), Long.MAX_VALUE, false);
                return new BuildReport(java.time.Instant.MAX, Long.MIN_VALUE,
                        new BuildReport.Source(LONG, LONG, LONG), new BuildReport.BuilderUsed(LONG, LONG), real.phases(), many,
                        new BuildReport.Context(-7, Long.MAX_VALUE, -7, -7, -7), real.bases(),
                        new BuildReport.Image(real.image().manifest(), real.image().config(), real.image().names(),
                                List.of(absurd, absurd, absurd)),
                        real.outputs(), real.findings(), real.policy(), real.decision(), notes, real.versions());
                """, "echo \"digest ${containerBuild('r.example/svc').digest}\"");
        run.reload();
        BuildRecord record = run.getAction(RunHistory.class).getRecords().get(0);

        assertEquals(1_000, record.getInstructions().size());
        assertEquals(50_000, record.getInstructionCount());
        assertEquals(-1, record.getDurationMillis());
        assertEquals(-1, record.getContextBytes());
        assertEquals(0, record.getBytes());
        assertThat(bytesOf(run), lessThan(10_000_000L));
        assertThat(
                Files.size(run.getParent().getRootDir().toPath().resolve("container-builds.jsonl")), lessThan(10_000L));
        String page = JENKINS.createWebClient().getPage(run, "container-builds").asNormalizedText();
        assertThat(page, containsString("Only the first 1,000 of 50,000 instructions are kept."));
    }

    @Test
    public void reportWithoutAnImageFailsTheStep() throws Exception {
        WorkflowRun run = run(Result.FAILURE, """
                return new BuildReport(real.started(), 1, real.source(), real.builder(), real.phases(), real.instructions(),
                        real.context(), real.bases(), null, real.outputs(), real.findings(), real.policy(), real.decision(),
                        real.notes(), real.versions());
                """, "containerBuild 'r.example/svc'");
        JENKINS.assertLogContains("the agent sent an invalid build report", run);
        assertEquals(null, run.getAction(RunHistory.class));
    }

    @Test
    public void exceptionsAreStoredWithinLimits() throws Exception {
        String[] bodies = {
            "throw new io.jenkins.containerbuild.fault.InputException(LONG.repeat(10));",
            "throw new IllegalStateException(LONG.repeat(10));",
            """
            RuntimeException one = new IllegalStateException("one");
            RuntimeException other = new IllegalStateException("other", one);
            one.initCause(other);
            throw one;
            """
        };
        for (String body : bodies) {
            WorkflowRun run = run(Result.FAILURE, body, "containerBuild 'r.example/svc'");
            assertThat(bytesOf(run), lessThan(1_000_000L));
        }
    }

    @Test
    public void planThatIsTooLongIsRefused() throws Exception {
        WorkflowRun run = run(Result.FAILURE, "return real;", "containerPlan()");
        JENKINS.assertLogContains("the limit is 20,000,000", run);
        assertThat(bytesOf(run), lessThan(1_000_000L));
    }
}
