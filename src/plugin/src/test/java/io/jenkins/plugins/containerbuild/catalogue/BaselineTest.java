package io.jenkins.plugins.containerbuild.catalogue;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import hudson.model.Result;
import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.BuildRequestBuilder;
import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.policy.CatalogueFile;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.report.PlanReport;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.ReportPart;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;

/** Rules in builds: the step and the plan on the command line report the same for the same catalogue. */
public class BaselineTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static int number;

    /**
     * A rule with its parameters, a Dockerfile that violates it, the line, and whether the violation is known before
     * the build.
     */
    private record Case(String rule, String key, String parameters, String dockerfile, int line, boolean early) {}

    private static final List<Case> CASES = List.of(
            new Case("base-in-catalogue", "baseInCatalogue", "", "FROM REG/baseline/other:1\nCOPY app /\n", 1, true),
            new Case("base-has-digest", "baseHasDigest", "", "FROM java\nCOPY app /\n", 1, true),
            new Case(
                    "allowed-registries",
                    "allowedRegistries",
                    ", registries: [registry.example]",
                    "FROM java\nCOPY app /\n",
                    1,
                    true),
            new Case("base-age", "baseAge", ", days: 90", "FROM java\nCOPY app /\n", 1, true),
            new Case(
                    "base-labels",
                    "baseLabels",
                    ", labels: [{name: vendor, value: 'E*'}]",
                    "FROM java\nCOPY app /\n",
                    1,
                    true),
            new Case("runs-as-root", "runsAsRoot", "", "FROM java\nCOPY app /\nUSER 0\n", 3, true),
            new Case("image-size", "imageSize", ", bytes: 210kB", "FROM java\nCOPY app /\n", 1, false),
            new Case("layer-size", "layerSize", ", bytes: 10kB", "FROM java\nUSER 1\nCOPY app /\n", 3, false),
            new Case("image-labels", "imageLabels", ", labels: [team]", "FROM java\nCOPY app /\n", 1, true));

    @BeforeClass
    public static void pushBases() {
        system().file("lib/java", 0644, 0, 0, noise(100_000, 2)).push(REGISTRY, "baseline/java:17");
        system().file("lib/java", 0644, 0, 0, noise(50_000, 3)).push(REGISTRY, "baseline/java:slim");
        new ImageFixture().file("lib/all", 0644, 0, 0, noise(60_000, 4)).push(REGISTRY, "baseline/other:1");
    }

    private static ImageFixture system() {
        return new ImageFixture()
                .file("lib/system", 0644, 0, 0, noise(100_000, 1))
                .layer();
    }

    private static byte[] noise(int bytes, int seed) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    /** Writes the same content for the command line and, indented, for Jenkins. */
    private static Path configure(String policy) throws Exception {
        String yaml = """
            bases:
              - {name: java, reference: REG/baseline/java:17, owner: team a, alternatives: [slim]}
              - {name: slim, reference: REG/baseline/java:slim}
              - {name: old, reference: REG/baseline/java:slim, owner: team b, deprecated: true, replacedBy: java}
            policy: {POLICY}
            """.replace("REG", REGISTRY.host()).replace("POLICY", policy);
        Path catalogue = Files.writeString(FOLDER.getRoot().toPath().resolve("catalogue.yaml"), yaml);
        Path casc = Files.writeString(
                FOLDER.getRoot().toPath().resolve("casc.yaml"),
                "unclassified:\n  containerBuild:\n"
                        + yaml.lines().map(line -> "    " + line + "\n").collect(Collectors.joining()));
        ConfigurationAsCode.get().configure(casc.toString());
        return catalogue;
    }

    private static WorkflowRun build(String job, Result result, String dockerfile, String more) throws Exception {
        WorkflowJob project = JENKINS.jenkins.getItemByFullName(job, WorkflowJob.class);
        project = project == null ? JENKINS.createProject(WorkflowJob.class, job) : project;
        Path app = FOLDER.getRoot().toPath().resolve("app");
        Files.write(app, noise(20_000, 5));
        project.setDefinition(new CpsFlowDefinition(
                "node {\n sh 'cp " + app + " app'\n writeFile file: 'Dockerfile', text: '''"
                        + dockerfile.replace("REG", REGISTRY.host()) + "'''\n containerBuild image: '"
                        + REGISTRY.reference("out/" + job + number++) + "', platform: 'linux/amd64'" + more + "\n}",
                true));
        return JENKINS.buildAndAssertStatus(result, project);
    }

    private static long number(Object figure) {
        return ((Number) figure).longValue();
    }

    private static BuildRecord record(WorkflowRun run) {
        return run.getAction(RunHistory.class).getRecords().get(0);
    }

    /** {@code container-build plan --catalogue FILE --resolve}, with the name of the job in {@code JOB_NAME}. */
    private static List<PlanReport.Verdict> plan(Path catalogue, String job, String dockerfile) throws IOException {
        Path context = FOLDER.newFolder().toPath();
        Files.writeString(context.resolve("Dockerfile"), dockerfile.replace("REG", REGISTRY.host()));
        Files.write(context.resolve("app"), noise(20_000, 5));
        BuildRequest request = BuildRequestBuilder.of(context)
                .platform(Platform.parse("linux/amd64"))
                .cacheDirectory(FOLDER.newFolder().toPath())
                .baseline(CatalogueFile.read(catalogue).forJob(job))
                .build();
        return ContainerBuild.plan(request, Set.of(ContainerBuild.Detail.RESOLVED_BASES), Progress.NONE)
                .policy();
    }

    private static String verdict(List<PlanReport.Verdict> verdicts, String rule) {
        return verdicts.stream()
                .filter(verdict -> verdict.rule().equals(rule))
                .map(verdict -> verdict.verdict() + " " + verdict.line() + " " + verdict.message())
                .findFirst()
                .orElse("");
    }

    @Test
    public void planOnTheCommandLineAndStepReportTheSameFindings() throws Exception {
        for (Case one : CASES) {
            for (String action : List.of("off", "warn", "refuse", "exception")) {
                String what = one.rule() + " " + action;
                String job = action.equals("exception") ? "legacy-app" : "app";
                Path catalogue = configure(one.key() + ": {action: " + (action.equals("exception") ? "refuse" : action)
                        + one.parameters() + ", exceptions: ['legacy-*']}");
                String planned = verdict(plan(catalogue, job, one.dockerfile()), one.rule());
                REGISTRY.forgetRequests();
                boolean refused = action.equals("refuse");
                WorkflowRun run = build(job, refused ? Result.FAILURE : Result.SUCCESS, one.dockerfile(), "");
                String log = JenkinsRule.getLog(run);
                String line = "Dockerfile:" + one.line() + ": " + one.rule() + ": ";
                if (refused) {
                    assertThat(what, log, containsString(line));
                    String known = "refuse " + one.line() + " ";
                    assertTrue(what + planned, planned.startsWith(one.early() ? known : "unknown "));
                    assertTrue(
                            what + ": nothing is pushed",
                            REGISTRY.requests().stream()
                                    .allMatch(request -> Set.of("GET", "HEAD").contains(request.method())));
                    continue;
                }
                List<ReportPart> verdicts = record(run).getBaseline().getVerdicts();
                String found = verdicts.stream()
                        .filter(verdict -> verdict.getRule().equals(one.rule()))
                        .map(verdict -> verdict.getVerdict() + " " + verdict.getLine() + " " + verdict.getMessage())
                        .findFirst()
                        .orElse("");
                assertEquals(what, action.equals("warn"), log.contains(line));
                if (one.early() && !(one.rule().equals("base-in-catalogue") && action.equals("off"))) {
                    assertEquals(what, planned.startsWith("allow") && found.isEmpty() ? "" : planned, found);
                }
                String page = JENKINS.createWebClient().getPage(run).asNormalizedText();
                assertEquals(what, action.equals("warn"), page.contains(one.rule() + ", line " + one.line()));
            }
        }
    }

    @Test
    public void deprecatedBaseIsReportedInTheLogAndOnThePage() throws Exception {
        configure("");
        WorkflowRun run = build("leaving", Result.SUCCESS, "FROM old\nCOPY app /\n", "");
        String advice = "owner team b) is deprecated; FROM java replaces it";
        JENKINS.assertLogContains(advice, run);
        assertThat(JENKINS.createWebClient().getPage(run).asNormalizedText(), containsString(advice));
        assertThat(
                JENKINS.createWebClient()
                        .goTo(run.getUrl() + "container-builds/api/json?depth=3", "application/json")
                        .getWebResponse()
                        .getContentAsString(),
                containsString("\"rule\":\"base-deprecated\""));
    }

    @Test
    public void pageShowsTheSizeOnAlternativeBases() throws Exception {
        Path catalogue = configure("");
        BaseImages.get().check(CatalogueFile.read(catalogue).catalogue().entry("java"));
        BaseImages.get().check(CatalogueFile.read(catalogue).catalogue().entry("slim"));
        WorkflowRun run = build("heavy", Result.SUCCESS, "FROM java\nCOPY app /\n", "");
        ReportPart slim = record(run).getBaseline().getAlternatives().get(0);
        WorkflowRun other = build("light", Result.SUCCESS, "FROM slim\nCOPY app /\n", "");
        assertEquals(record(other).getBytes(), number(slim.getImageBytes()));
        assertEquals(record(other).getBaseBytes(), number(slim.getBaseBytes()));
        long shared = number(slim.getSharedBytes());
        assertTrue(shared > 100_000 && shared < record(other).getBaseBytes());
        PlanReport.Alternative planned = plan(catalogue, "", "FROM java\nCOPY app /\n")
                .get(0)
                .alternatives()
                .get(0);
        assertEquals(planned.bytes(), number(slim.getBaseBytes()));
        assertEquals(planned.sharedBytes(), shared);
        String page = JENKINS.createWebClient().getPage(run, "container-builds").asNormalizedText();
        assertThat(page, containsString("With another base image"));
        assertThat(page, containsString(slim.getChange()));
        assertThat(page, containsString("A registry stores shared layers only once"));
        String none =
                JENKINS.createWebClient().getPage(other, "container-builds").asNormalizedText();
        assertThat(none, not(containsString("With another base image")));
    }

    @Test
    public void imageHasItsOriginAndAReusedImageKeepsIt() throws Exception {
        configure("imageLabels: {action: refuse, labels: [org.opencontainers.image.source]}");
        String first = "a".repeat(40);
        String second = "b".repeat(40);
        Map<String, String> made = annotations(origin(first));
        assertEquals("https://git.example/shop", made.get("org.opencontainers.image.source"));
        assertEquals(first, made.get("org.opencontainers.image.revision"));
        assertTrue(made.get("org.opencontainers.image.created").startsWith("20"));
        WorkflowRun again = origin(second);
        assertTrue(record(again).getReason(), record(again).isReused());
        assertEquals("made by the first build", made, annotations(again));
    }

    private static WorkflowRun origin(String revision) throws Exception {
        WorkflowJob project = JENKINS.jenkins.getItemByFullName("origin", WorkflowJob.class);
        project = project == null ? JENKINS.createProject(WorkflowJob.class, "origin") : project;
        project.setDefinition(new CpsFlowDefinition(
                "node { withEnv(['GIT_URL=https://user:secret@git.example/shop', 'GIT_COMMIT=" + revision + "']) {\n"
                        + "writeFile file: 'app', text: 'app'\n"
                        + "writeFile file: 'Dockerfile', text: 'FROM java\\nCOPY app /\\n'\n"
                        + "containerBuild image: '" + REGISTRY.reference("out/origin:1")
                        + "', platform: 'linux/amd64'\n} }",
                true));
        return JENKINS.buildAndAssertSuccess(project);
    }

    private static Map<String, String> annotations(WorkflowRun run) {
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            FetchedManifest fetched = client.repository(
                            ImageReference.parse(record(run).getRepository()))
                    .manifest(record(run).getDigest());
            return Manifest.parse(fetched.descriptor().mediaType(), fetched.bytes())
                    .annotations();
        }
    }
}
