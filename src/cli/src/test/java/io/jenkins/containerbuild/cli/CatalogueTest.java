package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code --catalogue}: {@code plan} and {@code build} come to the same verdicts, and a refused image goes nowhere. */
public class CatalogueTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path context;

    @BeforeClass
    public static void pushBases() {
        base(300_000).push(REGISTRY, "base/java:17");
        base(100_000).push(REGISTRY, "base/java:17-slim");
        base(50_000).config("User", "1000").push(REGISTRY, "base/java:17-tiny");
    }

    /** Made 2020-09-13, with a label. */
    private static ImageFixture base(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return new ImageFixture()
                .file("lib/noise", 0644, 0, 0, noise)
                .config("Labels", Map.of("vendor", "Example Ltd"));
    }

    @Before
    public void makeAContext() throws IOException {
        context = folder.newFolder("context").toPath();
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        Files.write(context.resolve("app.bin"), noise);
    }

    /**
     * A rule in YAML; a FROM or more that keeps it; one that breaks it, with the line; whether a registry is needed to
     * know.
     */
    private record Case(String rule, String key, String parameters, String good, String bad, int line, String known) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "base-in-catalogue",
                    "baseInCatalogue",
                    "",
                    "FROM java-17\n",
                    "FROM REG/base/java:17-tiny\n",
                    1,
                    "at once"),
            new Case("base-has-digest", "baseHasDigest", "", "FROM pinned\n", "FROM java-17\n", 1, "at once"),
            new Case(
                    "allowed-registries",
                    "allowedRegistries",
                    ", registries: ['REG/base']",
                    "FROM java-17\n",
                    "FROM scratch\nFROM REG/basement/x\n",
                    2,
                    "at once"),
            new Case("base-age", "baseAge", ", days: 36500", "FROM java-17\n", "", 1, "with the base"),
            new Case("base-age", "baseAge", ", days: 100", "", "FROM java-17\n", 1, "with the base"),
            new Case(
                    "base-labels",
                    "baseLabels",
                    ", labels: [{name: vendor, value: 'Exam*Ltd'}]",
                    "FROM java-17\n",
                    "",
                    1,
                    "with the base"),
            new Case(
                    "base-labels",
                    "baseLabels",
                    ", labels: [{name: vendor, value: 'Other*'}]",
                    "",
                    "FROM java-17\n",
                    1,
                    "with the base"),
            new Case(
                    "runs-as-root",
                    "runsAsRoot",
                    "",
                    "FROM REG/base/java:17-tiny\n",
                    "FROM java-17\n",
                    1,
                    "with the base"),
            new Case(
                    "runs-as-root",
                    "runsAsRoot",
                    "",
                    "FROM java-17\nUSER app\n",
                    "FROM java-17\nUSER 1\nUSER 0:5\n",
                    3,
                    "at once"),
            new Case(
                    "image-labels",
                    "imageLabels",
                    ", labels: [source]",
                    "FROM java-17\nLABEL source=x\n",
                    "FROM java-17\n",
                    1,
                    "with the base"),
            new Case(
                    "image-size",
                    "imageSize",
                    ", bytes: 200kB",
                    "FROM java-17-slim\nCOPY app.bin /\n",
                    "FROM java-17\n",
                    1,
                    "built"),
            new Case(
                    "image-size",
                    "imageSize",
                    ", bytes: 110kB",
                    "FROM java-17-slim\n",
                    "FROM java-17-slim\nCOPY app.bin /\n",
                    1,
                    "built"),
            new Case(
                    "layer-size",
                    "layerSize",
                    ", bytes: 10kB",
                    "FROM java-17\nRUNLESS",
                    "FROM java-17\nUSER 1\nCOPY app.bin /\n",
                    3,
                    "built"));

    @Test
    public void everyRuleIsOffWarnsRefusesAndHasExceptions() throws IOException {
        for (Case one : CASES) {
            for (String text : List.of(one.good(), one.bad())) {
                if (text.isEmpty()) {
                    continue;
                }
                boolean bad = text.equals(one.bad());
                for (String action : List.of("off", "warn", "refuse", "exception")) {
                    check(one, text, action, bad);
                }
            }
        }
    }

    private void check(Case one, String text, String action, boolean bad) throws IOException {
        String what = one.rule() + " " + action + " " + text.replace('\n', '|');
        dockerfile(text.replace("RUNLESS", "USER 7\n"));
        Path catalogue = catalogue(one.key() + ": {action: " + (action.equals("exception") ? "refuse" : action)
                + one.parameters() + ", exceptions: ['team/*']}");
        Map<String, String> environment = Map.of("JOB_NAME", action.equals("exception") ? "team/app" : "team/a/b");
        REGISTRY.forgetRequests();
        Ran planned = Ran.with(environment, line("plan", catalogue, "--json"));
        assertEquals(what + planned.err(), 0, planned.status());
        assertEquals(what + ": a plan asks no registry", List.of(), REGISTRY.requests());
        String expected = action.equals("off") ? "" : !bad || action.equals("exception") ? "allow" : action;
        boolean known = one.known().equals("at once");
        String offline = verdict(JsonObject.parse(planned.outBytes()), one.rule());
        if (known || expected.isEmpty()) {
            assertEquals(what, expected, offline);
        } else if (!action.equals("exception") && !offline.equals(expected)) {
            assertEquals(what, "unknown", offline);
        }
        if (text.contains("basement")) {
            return;
        }
        Ran resolved = Ran.with(environment, line("plan", catalogue, "--json", "--resolve"));
        assertEquals(what + resolved.err(), 0, resolved.status());
        String online = verdict(JsonObject.parse(resolved.outBytes()), one.rule());
        boolean open = one.known().equals("built") && online.equals("unknown");
        // Alternatives need a place, even where nobody asks for the rule.
        boolean hasAlternatives = expected.isEmpty()
                && one.rule().equals("base-in-catalogue")
                && resolved.out().contains("alternatives");
        assertEquals(what, open ? "unknown" : hasAlternatives ? "allow" : expected, online);
        build(one, what, catalogue, environment, expected);
    }

    private void build(Case one, String what, Path catalogue, Map<String, String> environment, String expected)
            throws IOException {
        Path report = folder.getRoot().toPath().resolve("report.json");
        Files.deleteIfExists(report);
        REGISTRY.forgetRequests();
        String name = "out/" + Math.abs(what.hashCode());
        Ran built = Ran.with(
                environment,
                line("build", catalogue, "--push", "-t", REGISTRY.reference(name), "--report", report.toString()));
        if (expected.equals("refuse")) {
            assertEquals(what + built.err(), 1, built.status());
            assertTrue(what + built.err(), built.err().contains("Dockerfile:" + one.line() + ": " + one.rule() + ": "));
            assertEquals(
                    what + ": nothing is pushed",
                    List.of(),
                    REGISTRY.requests().stream()
                            .filter(request -> !request.method().equals("GET")
                                    && !request.method().equals("HEAD"))
                            .toList());
            if (one.known().equals("at once") && !one.rule().equals("runs-as-root")) {
                assertEquals(what + ": no registry is asked", List.of(), REGISTRY.requests());
            }
            return;
        }
        assertEquals(what + built.err(), 0, built.status());
        assertEquals(what, expected, verdict(JsonObject.parse(Files.readAllBytes(report)), one.rule()));
        assertEquals(
                what + built.err(),
                expected.equals("warn"),
                built.err().contains("Dockerfile:" + one.line() + ": " + one.rule() + ": "));
    }

    @Test
    public void smallerParentsWeighWhatTheirManifestsSay() throws IOException {
        dockerfile("FROM java-17\n");
        Ran ran = Ran.of(line("plan", catalogue("{}"), "--json", "--resolve"));
        JsonObject policy = JsonObject.parse(ran.outBytes()).objects("policy").get(0);

        Map<String, Long> found = new LinkedHashMap<>();
        policy.objects("alternatives").forEach(one -> found.put(one.string("name"), one.number("bytes")));
        assertEquals(
                Map.of("java-17-slim", compressed("17-slim"), "java-17-tiny", compressed("17-tiny"), "gone", -1L),
                withUnknown(policy.objects("alternatives")));
        assertTrue(found.toString(), found.get("java-17-slim") > 100_000 && found.get("java-17-tiny") < 100_000);
        Ran offline = Ran.of(line("plan", catalogue("{}"), "--json"));
        assertFalse(offline.out(), offline.out().contains("alternatives"));
    }

    private static Map<String, Long> withUnknown(List<JsonObject> alternatives) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        alternatives.forEach(one -> bytes.put(one.string("name"), one.has("bytes") ? one.number("bytes") : -1));
        return bytes;
    }

    private static long compressed(String tag) {
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            FetchedManifest fetched = client.repository(ImageReference.parse(REGISTRY.reference("base/java:" + tag)))
                    .manifest(tag);
            return Manifest.parse(fetched.descriptor().mediaType(), fetched.bytes()).layers().stream()
                    .mapToLong(layer -> layer.size())
                    .sum();
        }
    }

    @Test
    public void aNameMeansItsEntryAndAStageOfThatNameStaysTheStage() throws IOException {
        dockerfile(
                "FROM java-17-tiny AS java-17\nCOPY app.bin /stage\nFROM java-17\nCOPY --from=java-17-slim /lib/noise /slim\n");
        Path out = folder.getRoot().toPath().resolve("report.json");
        Ran ran = Ran.of(line("build", catalogue("{}"), "--report", out.toString()));

        assertEquals(ran.err(), 0, ran.status());
        List<String> bases = new ArrayList<>();
        JsonObject.parse(Files.readAllBytes(out)).objects("bases").forEach(base -> bases.add(base.string("reference")));
        assertEquals(bases.toString(), 2, bases.size());
        assertTrue(bases.toString(), bases.stream().noneMatch(base -> base.contains("java:17@")));
    }

    @Test
    public void whoLeavesABaseSaysWhatReplacesIt() throws IOException {
        dockerfile("FROM old\n");
        Ran ran = Ran.of(line("build", catalogue("{}")));

        assertEquals(ran.err(), 0, ran.status());
        assertTrue(ran.err(), ran.err().contains("Dockerfile:1: base-deprecated: old ("));
        assertTrue(ran.err(), ran.err().contains("owner team b) is deprecated; FROM java-17 replaces it"));
    }

    @Test
    public void aReusedImageIsHeldToTheRulesToo() throws IOException {
        dockerfile("FROM java-17-tiny\nCOPY app.bin /\n");
        String name = REGISTRY.reference("out/reused:1");
        Ran first = Ran.of(line("build", catalogue("{}"), "--push", "-t", name));
        assertEquals(first.err(), 0, first.status());
        Ran again = Ran.of(line("build", catalogue("layerSize: {action: refuse, bytes: 10kB}"), "--push", "-t", name));

        assertEquals(again.err(), 1, again.status());
        assertTrue(again.err(), again.err().contains(": layer-size: "));
    }

    @Test
    public void ownDatesOfToolsAreNoAge() throws IOException {
        new ImageFixture()
                .file("a", 0644, 0, 0, "a")
                .config("Labels", Map.of("org.opencontainers.image.created", "2030-01-01T00:00:00Z"))
                .push(REGISTRY, "base/future:1");
        dockerfile("FROM " + REGISTRY.reference("base/future:1") + "\n");
        Ran ran = Ran.of(line("plan", catalogue("baseAge: {action: warn, days: 90}"), "--json", "--resolve"));
        assertEquals("the configuration's date counts", "warn", verdict(JsonObject.parse(ran.outBytes()), "base-age"));
    }

    private void dockerfile(String text) throws IOException {
        Files.writeString(context.resolve("Dockerfile"), text.replace("REG", REGISTRY.host()));
    }

    private Path catalogue(String policy) throws IOException {
        String yaml = """
                bases:
                  - {name: java-17, reference: REG/base/java:17, owner: team a, alternatives: [java-17-slim, java-17-tiny, gone]}
                  - {name: java-17-slim, reference: REG/base/java:17-slim}
                  - {name: pinned, reference: REG/base/java:17, digest: DIGEST}
                  - {name: old, reference: REG/base/java:17-slim, owner: team b, deprecated: true, replacedBy: java-17}
                  - {name: gone, reference: REG/base/none:1}
                """;
        boolean tiny = !policy.startsWith("baseInCatalogue");
        yaml += tiny ? "  - {name: java-17-tiny, reference: REG/base/java:17-tiny}\n" : "";
        yaml = tiny ? yaml : yaml.replace(", java-17-tiny", "");
        yaml += "policy: " + (policy.equals("{}") ? policy : "{" + policy + "}") + "\n";
        return Files.writeString(
                folder.getRoot().toPath().resolve("catalogue.yaml"),
                yaml.replace("DIGEST", digest("17")).replace("REG", REGISTRY.host()));
    }

    private static String digest(String tag) {
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            return client.repository(ImageReference.parse(REGISTRY.reference("base/java:" + tag)))
                    .head(tag)
                    .orElseThrow()
                    .digest()
                    .toString();
        }
    }

    private String[] line(String command, Path catalogue, String... options) {
        List<String> line = new ArrayList<>(List.of(command, "--platform", "linux/amd64"));
        line.addAll(List.of("--catalogue", catalogue.toString()));
        line.addAll(List.of(
                "--cache-dir", folder.getRoot().toPath().resolve("cache").toString()));
        line.addAll(List.of(options));
        line.add(context.toString());
        return line.toArray(new String[0]);
    }

    /** Of the rule, "" where there is none. */
    private static String verdict(JsonObject report, String rule) {
        return report.objects("policy").stream()
                .filter(verdict -> verdict.string("rule").equals(rule))
                .map(verdict -> verdict.string("verdict"))
                .findFirst()
                .orElse("");
    }
}
