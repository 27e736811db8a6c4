package io.jenkins.plugins.containerbuild.step;

import static io.jenkins.plugins.containerbuild.step.Pipelines.digestInRegistry;
import static io.jenkins.plugins.containerbuild.step.Pipelines.dockerfile;
import static io.jenkins.plugins.containerbuild.step.Pipelines.file;
import static io.jenkins.plugins.containerbuild.step.Pipelines.small;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import hudson.model.Label;
import hudson.slaves.DumbSlave;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Machine;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import io.jenkins.plugins.containerbuild.config.PlainRule;
import io.jenkins.plugins.containerbuild.config.PolicySettings;
import io.jenkins.plugins.containerbuild.config.RuleAction;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

/** Sandboxed scripted Pipelines on an agent in its own process, with a real registry. */
public class ContainerBuildStepTest {
    private static final LocalRegistry REGISTRY = new LocalRegistry();
    private static final JenkinsRule JENKINS = new JenkinsRule();
    private static final Pipelines PIPELINES = new Pipelines(JENKINS);

    @ClassRule
    public static final RuleChain RULES =
            RuleChain.outerRule(REGISTRY).around(new BuildWatcher()).around(JENKINS);

    private static DumbSlave agent;
    private static String base;

    @BeforeClass
    public static void startAgent() throws Exception {
        agent = JENKINS.createOnlineSlave(Label.get("linux"));
        base = TestImages.busybox(REGISTRY);
    }

    @After
    public void forgetSettings() throws Exception {
        ContainerBuildConfiguration.get().setBases(List.of());
        ContainerBuildConfiguration.get().setPolicy(new PolicySettings());
        ContainerBuildConfiguration.get().setRegistryMirrors(List.of());
        assertEquals(List.of(), Pipelines.leftovers(agent));
    }

    private static String build(String name) {
        return "containerBuild image: '" + REGISTRY.reference(name) + "'";
    }

    private static List<BuildRecord> records(WorkflowRun run) {
        return run.getAction(RunHistory.class).getRecords();
    }

    @Test
    public void pipelineGetsAllPropertiesOfTheImage() throws Exception {
        WorkflowRun run = PIPELINES.succeed(
                dockerfile("FROM " + base, "COPY hello.txt /srv/"),
                file("hello.txt", "a text that no other test has"),
                "def image = " + build("shop/app") + ", tags: [\"${env.BUILD_NUMBER}\", 'latest'],"
                        + " labels: [team: \"shop-${1 + 1}\"], pull: true",
                "def tags = ''; for (tag in image.tags) { tags += tag + ' ' }",
                "echo \"digest=${image.digest};imageId=${image.imageId};reference=${image.reference};text=${image}\"",
                "echo \"bytes=${image.bytes};reused=${image.reused};baseDigest=${image.baseDigest};tags=${tags}\"",
                "echo \"positive=${image.durationMillis > 0};reason=${image.reason}.\"",
                "echo 'report=' + image.report");
        BuildRecord record = records(run).get(0);
        String app = REGISTRY.reference("shop/app");
        JsonObject config = json(Skopeo.config("docker://" + app + ":1"));
        JsonObject manifest = json(Skopeo.manifest("docker://" + app + ":1"));
        long bytes = manifest.objects("layers").stream()
                .mapToLong(layer -> layer.number("size"))
                .sum();

        String digest = digestInRegistry(app + ":1");
        assertEquals(digest, digestInRegistry(app + ":latest"));
        JENKINS.assertLogContains(
                "digest=" + digest + ";imageId="
                        + manifest.object("config").string("digest") + ";reference=" + app + "@" + digest + ";text="
                        + app
                        + "@" + digest,
                run);
        JENKINS.assertLogContains(
                "bytes=" + bytes + ";reused=false;baseDigest=" + digestInRegistry(base) + ";tags=" + app + ":1 " + app
                        + ":latest ",
                run);
        JENKINS.assertLogContains("positive=true;reason=" + record.getReason() + ".", run);
        JENKINS.assertLogContains("COPY hello.txt /srv/", run);
        String log = JenkinsRule.getLog(run);
        int start = log.indexOf("report={") + "report=".length();
        JsonObject report = json(log.substring(start, log.indexOf('\n', start)));
        assertEquals("embedded", report.object("builder").string("name"));
        assertEquals("shop-2", config.object("config").object("Labels").string("team"));
        assertEquals(digest, record.getDigest());
        assertTrue(agent.getRootPath().child("caches/container-build").isDirectory());
    }

    private static JsonObject json(String text) {
        return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void unchangedBuildReusesTheImage() throws Exception {
        WorkflowJob job =
                PIPELINES.job(small(base), "def image = " + build("shop/same"), "echo \"reused=${image.reused}\"");
        JENKINS.assertLogContains("reused=false", JENKINS.buildAndAssertSuccess(job));
        WorkflowRun second = JENKINS.buildAndAssertSuccess(job);
        JENKINS.assertLogContains("reused=true", second);
        assertEquals(1, records(second).size());
        assertTrue(records(second).get(0).isReused());
        assertThat(
                records(second).get(0).getReason(),
                org.hamcrest.Matchers.startsWith("nothing that decides the image has changed since it was built "));
        assertEquals(records(second).get(0).getDigest(), digestInRegistry(REGISTRY.reference("shop/same:latest")));
    }

    @Test
    public void allImagesOfARunAreReported() throws Exception {
        WorkflowRun run = PIPELINES.succeed(
                small(base),
                "def branches = [:]",
                "for (int i = 0; i < 4; i++) {",
                "  def name = \"" + REGISTRY.reference("many/branch") + "${i}\"",
                "  branches[name] = { def image = containerBuild image: name, labels: [n: name], quiet: true",
                "    echo \"here ${image.reference} ${image.reused}\" }",
                "}",
                "parallel branches",
                "for (int i = 0; i < 3; i++) {",
                "  def image = containerBuild image: \"" + REGISTRY.reference("many/turn") + "${i}\", quiet: true",
                "  echo \"here ${image.reference}\"",
                "}");
        TreeSet<String> names = new TreeSet<>();
        for (BuildRecord record : records(run)) {
            names.add(record.getRepository().substring(REGISTRY.host().length() + 1));
            JENKINS.assertLogContains("here " + record.getReference(), run);
        }
        assertEquals(
                "[many/branch0, many/branch1, many/branch2, many/branch3, many/turn0, many/turn1, many/turn2]",
                names.toString());
        assertEquals(7, records(run).size());
        assertThat("quiet", JenkinsRule.getLog(run), not(containsString("COPY hello.txt /srv/")));
    }

    @Test
    public void quietStepsStillWarn() throws Exception {
        WorkflowRun run =
                PIPELINES.succeed(small(base), build("shop/quiet") + ", quiet: true, buildArgs: [UNUSED: 'x']");
        JENKINS.assertLogContains("WARNING: buildArgs UNUSED: no ARG of the Dockerfile has this name", run);
    }

    @Test
    public void catalogueNamesAreBasesAndOtherBasesAreRefused() throws Exception {
        BaseImageEntry entry = new BaseImageEntry("busybox-1", base);
        entry.setDigest(digestInRegistry(base));
        ContainerBuildConfiguration.get().setBases(List.of(entry));
        PolicySettings policy = new PolicySettings();
        policy.setBaseInCatalogue(new PlainRule(RuleAction.refuse));
        ContainerBuildConfiguration.get().setPolicy(policy);
        WorkflowRun run = PIPELINES.succeed(
                small("busybox-1"),
                "echo 'pinned ' + baseImage('busybox-1')",
                "def image = " + build("catalogue/name"),
                "echo 'base ' + image.baseDigest");
        JENKINS.assertLogContains("pinned " + base + "@" + entry.getDigest(), run);
        JENKINS.assertLogContains("base " + entry.getDigest(), run);
        PIPELINES.succeed(small(base), build("catalogue/reference"));
        PIPELINES.succeed(
                small("vendor.example/other:2"),
                build("catalogue/alias") + ", baseImages: ['vendor.example/other:2': 'busybox-1']");
    }

    @Test
    public void parametersDetermineTheImage() throws Exception {
        String app = REGISTRY.reference("shop/parameters");
        WorkflowRun run = PIPELINES.succeed(
                dockerfile(
                                "FROM scratch AS first",
                                "ARG WHO=nobody",
                                "LABEL by=$WHO",
                                "COPY a.txt /",
                                "FROM scratch",
                                "COPY b.txt /")
                        .replace("'Dockerfile'", "'app/docker/Dockerfile.prod'"),
                file("app/a.txt", "a"),
                "def image = containerBuild image: '" + app
                        + ":7', context: 'app', dockerfile: 'docker/Dockerfile.prod',",
                "  target: 'First', platform: 'linux/arm64', buildArgs: [WHO: 'jenkins'], labels: [team: 'shop'],",
                "  builder: 'embedded', noCache: true",
                "echo \"because ${image.reason}\"");
        JsonObject config = json(Skopeo.config("docker://" + app + ":7"));
        assertEquals("arm64", config.string("architecture"));
        JsonObject labels = config.object("config").object("Labels");
        assertEquals("jenkins shop", labels.string("by") + " " + labels.string("team"));
        JENKINS.assertLogContains("because noCache: true", run);
    }

    @Test
    public void resultsOfCommandsAreReusedUntilMaxAge() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        String image = REGISTRY.reference("engine/aged:1");
        try {
            WorkflowRun run = PIPELINES.succeed(
                    dockerfile("FROM " + base, "RUN echo made once > /made"),
                    "for (age in [null, '1h', '0']) {",
                    "  def image = containerBuild image: '" + image + "', maxAge: age, dockerServer: [uri: '"
                            + engine.host() + "']",
                    "  echo \"age ${age}: ${image.reused}, ${image.reason}.\"",
                    "}");
            JENKINS.assertLogContains("age null: false, ", run);
            JENKINS.assertLogContains("age 1h: true, ", run);
            JENKINS.assertLogContains("age 0: false, the image depends on RUN instructions, and maxAge is 0.", run);
        } finally {
            engine.remove(image);
        }
    }

    @Test
    public void planIsAMap() throws Exception {
        WorkflowRun run = PIPELINES.succeed(
                dockerfile(
                        "ARG FROM=none",
                        "FROM ${FROM} AS first",
                        "COPY hello.txt /srv/",
                        "FROM scratch",
                        "COPY other.txt /"),
                file("hello.txt", "hello"),
                file("app/other.txt", "other"),
                "def plan = containerPlan target: 'first', buildArgs: [FROM: '" + base
                        + "'], totals: true, resolve: true",
                "echo \"builder=${plan.builder.name} files=${plan.context.files*.path} all=${plan.context.totalFiles}\"",
                "echo \"base=${plan.stages[0].base.reference}\"");
        JENKINS.assertLogContains("builder=embedded files=[hello.txt] all=3", run);
        JENKINS.assertLogContains("base=" + base, run);
    }

    @Test
    public void imagesOfDockerHubComeFromTheConfiguredMirror() throws Exception {
        TestImages.busyboxFixture().push(REGISTRY, "hub/library/mirrored:1");
        ContainerBuildConfiguration.get().setRegistryMirrors(List.of(REGISTRY.host() + "/hub"));
        WorkflowRun run = PIPELINES.succeed(small("mirrored:1"), build("shop/mirrored"));
        assertEquals(
                digestInRegistry(REGISTRY.reference("hub/library/mirrored:1")),
                records(run).get(0).getBaseDigest());
    }

    @Test
    public void cacheOfAnAgentStaysWithinItsLimit() throws Exception {
        ContainerBuildConfiguration.get().setCacheMegabytes(1);
        ContainerBuildConfiguration.get()
                .setCacheDirectory(agent.getRootPath().child("caches/small").getRemote());
        try {
            PIPELINES.succeed(
                    dockerfile("FROM " + base, "COPY random /srv/"),
                    "sh 'head -c 3000000 /dev/urandom > random'",
                    build("shop/large"));
            long bytes = 0;
            for (var file : agent.getRootPath().child("caches/small").list("**/*")) {
                bytes += file.length();
            }
            assertTrue(bytes + " bytes", bytes < 1 << 20);
        } finally {
            ContainerBuildConfiguration.get().setCacheMegabytes(2048);
            ContainerBuildConfiguration.get().setCacheDirectory(null);
        }
    }

    @Test
    public void dockerServerRunsCommandsAndReceivesTheLoadedImage() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        String loaded = REGISTRY.reference("engine/loaded:" + System.nanoTime());
        try {
            WorkflowRun run = PIPELINES.succeed(
                    dockerfile("FROM " + base, "RUN echo made by a command > /made"),
                    "containerBuild image: '" + loaded + "', push: false, load: true, dockerServer: [uri: '"
                            + engine.host() + "']");
            assertEquals("docker", records(run).get(0).getBuilder());
            assertEquals("made by a command", engine.run(loaded, "cat", "/made").strip());
        } finally {
            engine.remove(loaded);
        }
    }

    @Test
    public void layersAreExportedToAndImportedFromSharedCaches() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        String image = REGISTRY.reference("engine/cached:1");
        WorkflowRun run = PIPELINES.succeed(
                dockerfile("FROM " + base, "RUN echo left for others > /made"),
                "containerBuild image: '" + image + "', dockerServer: [uri: '" + engine.host() + "'],",
                "  cacheFrom: ['" + image + "'], cacheTo: ['type=inline']");
        assertEquals(1, records(run).size());
        assertThat(Skopeo.config("docker://" + image), containsString("\"moby.buildkit.cache"));
    }

    @Test
    public void buildxBuilderBuildsTheImage() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        engine.requireBuildx();
        WorkflowRun run = PIPELINES.succeed(
                dockerfile("FROM " + base, "RUN echo built by buildx > /made"),
                "withEnv(['DOCKER_CONFIG=" + Machine.variable("CONTAINER_BUILD_DOCKER_CONFIG")
                        + "', 'PATH=/usr/bin:/bin']) {",
                build("engine/buildx") + ", builder: 'buildx', dockerServer: [uri: '" + engine.host() + "']",
                "}");
        assertEquals("buildx", records(run).get(0).getBuilder());
        assertEquals(records(run).get(0).getDigest(), digestInRegistry(REGISTRY.reference("engine/buildx:latest")));
    }
}
