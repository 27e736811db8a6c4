package io.jenkins.containerbuild.policy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.policy.Policy.Action;
import io.jenkins.containerbuild.policy.Policy.Label;
import io.jenkins.containerbuild.policy.Policy.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Catalogues in YAML: what they say, and what is said of those that are wrong. */
public class CatalogueFileTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String ENTRY = "bases:\n  - {name: java-17, reference: r.example/java:17}\n";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void exampleContainsAllSettings() {
        Baseline example = CatalogueFile.read(Path.of("../examples/catalogue.yaml"));

        Catalogue.Entry slim = example.catalogue().entry("java-17-slim");
        assertEquals("registry.example/base/java:17-slim@" + DIGEST, slim.pinned());
        Catalogue.Entry old = example.catalogue().entry("java-11");
        assertEquals(new Catalogue.Retirement(true, "java-17"), old.retirement());
        Catalogue.Entry java = example.catalogue().entry("java-17");
        assertEquals(List.of("java-17-slim"), java.alternatives());
        assertEquals("platform team", java.owner());
        Policy policy = example.policy();
        assertEquals(
                new Setting(Action.REFUSE, List.of("legacy/**")),
                policy.setting(io.jenkins.containerbuild.policy.Rule.BASE_IN_CATALOGUE));
        assertEquals(
                new Setting(Action.WARN, List.of()),
                policy.setting(io.jenkins.containerbuild.policy.Rule.BASE_HAS_DIGEST));
        assertEquals(List.of("registry.example/base"), policy.registries());
        assertEquals(90, policy.days());
        assertEquals(List.of(new Label("org.opencontainers.image.vendor", "Example*")), policy.baseLabels());
        assertEquals(500_000_000, policy.imageBytes());
        assertEquals(100_000_000, policy.layerBytes());
        assertEquals(List.of(new Label("org.opencontainers.image.source", "")), policy.imageLabels());
        assertEquals("each rule is shown", 9, policy.settings().size());
    }

    @Test
    public void nothingIsNothing() throws IOException {
        for (String yaml : List.of("", "# only a comment\n", "bases:\npolicy:\n", "{}", "bases: []\npolicy: {}\n")) {
            assertTrue(yaml, read(yaml).isEmpty());
        }
    }

    @Test
    public void offIsReadAsAWord() throws IOException {
        // YAML 1.1 takes off for false.
        for (String off : List.of("off", "'off'", "{action: off}", "{action: \"off\", exceptions: []}")) {
            assertEquals(
                    off,
                    Action.OFF,
                    read("policy: {runsAsRoot: " + off + "}")
                            .policy()
                            .setting(io.jenkins.containerbuild.policy.Rule.RUNS_AS_ROOT)
                            .action());
        }
    }

    @Test
    public void mistakesAreReportedWithLineAndAdvice() throws IOException {
        String[][] cases = {
            {"base: []", ":1: a catalogue has the unknown key \"base\" (did you mean bases?); use bases, policy"},
            {"- a", ":1: a catalogue is a list; use a mapping with some of bases, policy"},
            {"text", ":1: a catalogue is \"text\"; use a mapping"},
            {"bases: 3", ":1: bases is \"3\"; use a list"},
            {"bases:\n  - a", ":2: an element of bases is \"a\"; use a mapping"},
            {"bases:\n  - {name: a}", ":2: an entry of bases has no reference"},
            {"bases:\n  - {reference: a}", ":2: an entry of bases has no name"},
            {
                "bases:\n  - name: a\n    referense: b",
                ":3: an element of bases has the unknown key \"referense\" (did you mean reference?)"
            },
            {"bases:\n  - name: A b\n    reference: c", ":2: name: not an image name"},
            {"bases:\n  - name: a:1\n    reference: c", ":2: name: \"a:1\" has a tag; use a name such as java-17"},
            {"bases:\n  - name: a\n    reference: B:c:d", ":3: reference: not an image name"},
            {"bases:\n  - name: a\n    reference: b\n    digest: 12", ":4: digest: not a digest"},
            {"bases:\n  - name: a\n    reference: b\n    platform: a/b/c/d", ":4: platform: not a platform"},
            {
                "bases:\n  - name: a\n    reference: b\n    deprecated: maybe",
                ":4: deprecated: \"maybe\" is neither true nor false"
            },
            {"bases:\n  - name: a\n    reference: b\n    owner: [x]", ":4: owner is a list; use a text"},
            {ENTRY + "  - {name: java-17, reference: b}", ":3: bases has java-17 twice"},
            {
                ENTRY + "  - name: b\n    reference: c\n    alternatives: [java-71]",
                ":5: an element of alternatives is \"java-71\", which is not an entry of bases (did you mean java-17?)"
            },
            {
                ENTRY + "  - name: b\n    reference: c\n    replacedBy: jav",
                ":5: replacedBy is \"jav\", which is not an entry"
            },
            {"bases: []\nbases: []", ":2: a catalogue has bases twice"},
            {"policy: [a]", ":1: policy is a list; use a mapping"},
            {
                "policy:\n  baseInCatalog: warn",
                ":2: policy has the unknown key \"baseInCatalog\" (did you mean baseInCatalogue?)"
            },
            {"policy:\n  runsAsRoot: refuze", ":2: runsAsRoot: \"refuze\" is not an action (did you mean refuse?)"},
            {"policy:\n  runsAsRoot: {exceptions: [a]}", ":2: runsAsRoot has no action; use off, warn or refuse"},
            {"policy:\n  runsAsRoot: {action: warn, days: 3}", ":2: runsAsRoot has the unknown key \"days\""},
            {"policy:\n  baseAge: warn", ":2: baseAge needs days; use baseAge: {action: warn, days: …}"},
            {
                "policy:\n  baseAge: {action: warn, days: soon}",
                ":2: days: \"soon\" is not a number of days; use a number, such as 90"
            },
            {"policy:\n  baseAge: {action: warn, days: -1}", ":2: days: \"-1\" is not a number of days"},
            {
                "policy:\n  imageSize: {action: warn, bytes: big}",
                ":2: bytes: must be a number of bytes, for example 500000000 or 500MB (was \"big\")"
            },
            {"policy:\n  imageSize: {action: warn, bytes: 99999999999999999999}", "must be a number of bytes"},
            {"policy:\n  allowedRegistries: {action: refuse}", ":2: allowedRegistries needs registries"},
            {"policy:\n  imageLabels: {action: warn, labels: {a: b}}", ":2: labels is a mapping; use a list"},
            {"policy:\n  imageLabels:\n    action: warn\n    labels: [{value: b}]", ":4: a label has no name"},
            {"bases: [", ":1: invalid YAML: "},
            {"bases: []\n---\npolicy: {}", ":2: invalid YAML: "},
            {"bases:\n\t- a", ":2: invalid YAML: "},
            {"a: *none", ":1: invalid YAML: "},
        };
        for (String[] one : cases) {
            InputException wrong = assertThrows(one[0], InputException.class, () -> read(one[0]));
            String message =
                    wrong.getMessage().substring(folder.getRoot().getPath().length() + 1);
            assertTrue(one[0] + "\n" + message, message.startsWith("catalogue.yaml:") && message.contains(one[1]));
        }
    }

    @Test
    public void missingAndUnreadableFilesAreReported() throws IOException {
        Path file = folder.getRoot().toPath().resolve("catalogue.yaml");
        assertTrue(message(file).contains("does not exist"));
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0x80});
        assertTrue(message(file).contains("is not in UTF-8"));
        assertTrue(message(folder.getRoot().toPath()).contains("cannot be read"));
    }

    /** Files of enemies end with a message, soon, and make no object of their choice. */
    @Test(timeout = 20_000)
    public void enemiesGetNowhere() throws IOException {
        StringBuilder laughs = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char name = 'b'; name <= 'i'; name++) {
            char before = (char) (name - 1);
            laughs.append(name).append(": &").append(name).append(" [").append(("*" + before + ", ").repeat(9));
            laughs.append("]\n");
        }
        String[] cases = {
            laughs.toString(),
            "bases: &a [*a]",
            "bases: &a\n  - name: b\n    reference: c\n    alternatives: *a",
            "bases: " + "[".repeat(10_000),
            "{".repeat(10_000),
            "bases: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1:1/\"]]]]",
            "!!java.net.URL [\"http://127.0.0.1:1/\"]",
            "bases:\n  - name: !!java.io.File [a]\n    reference: b",
            "bases:\n  - name: !own a\n    reference: b",
            "<<: {bases: []}",
            "? [a, b]\n: c",
            "bases: " + "x".repeat(10 << 20),
            "bases:\n" + "  - {name: a, reference: b}\n".repeat(400_000),
        };
        for (String yaml : cases) {
            InputException refused = assertThrows(InputException.class, () -> read(yaml));
            assertTrue(refused.getMessage(), refused.getMessage().length() < 1000);
        }
    }

    private String message(Path file) {
        return assertThrows(InputException.class, () -> CatalogueFile.read(file))
                .getMessage();
    }

    private Baseline read(String yaml) throws IOException {
        Path file = folder.getRoot().toPath().resolve("catalogue.yaml");
        return CatalogueFile.read(Files.writeString(file, yaml));
    }
}
