package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * {@code plan} as the command line's contract has it. Bases have names that no registry knows: nothing may be looked
 * up.
 */
public class PlanCommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path context;

    @Before
    public void makeAContext() throws IOException {
        context = folder.newFolder("context").toPath();
        write("Dockerfile", """
                FROM no.such.registry.invalid/base:1 AS build
                COPY src/ \\
                  /src/
                FROM scratch AS unused
                COPY missing /
                FROM build
                ARG WHAT=one
                ENV A=b
                COPY ${WHAT}.txt /
                COPY --from=build /src /again
                """);
        write("src/a.txt", "12345");
        write("src/deep/b.txt", "1");
        write("one.txt", "one");
        write("two.txt", "twoo");
        write("hidden.txt", "hidden");
        write(".dockerignore", "hidden.txt\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = context.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    public void saysWhichFilesWhichLineNeeds() {
        JsonObject plan = plan("--platform", "linux/amd64");

        assertEquals("linux/amd64", plan.string("platform"));
        JsonObject sent = plan.object("context");
        assertEquals(Map.of("src/a.txt", "[2]", "src/deep/b.txt", "[2]", "one.txt", "[9]"), filesWithLines(sent));
        assertEquals(3, sent.number("sentFiles"));
        assertEquals(9, sent.number("sentBytes"));
        for (String total : List.of("totalFiles", "totalBytes", "ignoredFiles")) {
            assertFalse(total + " needs --totals", sent.has(total));
        }
        assertEquals("embedded", plan.object("builder").string("name"));
        assertFalse(plan.object("builder").string("reason").isEmpty());
        assertTrue(plan.has("findings"));
        assertTrue(plan.has("policy"));
    }

    @Test
    public void ignoredRulesHaveNoFindings() throws IOException {
        write("src/.git/HEAD", "ref");
        write("src/id_rsa", "key");
        assertEquals(2, plan().objects("findings").size());
        List<JsonObject> left = plan("--ignore-finding", "vcs-data").objects("findings");
        assertEquals(1, left.size());
        assertEquals("secret", left.get(0).string("rule"));
        assertEquals("high", left.get(0).string("severity"));
        assertEquals(
                0,
                plan("--ignore-finding=secret", "--ignore-finding=vcs-data")
                        .objects("findings")
                        .size());
    }

    @Test
    public void aContextIsADirectory() {
        Map<Path, String> contexts = Map.of(
                context.resolve("one.txt"), " is a file; use the directory",
                context.resolve("none"), " does not exist; use the directory");
        contexts.forEach((path, message) -> {
            for (List<String> dockerfile : List.of(
                    List.<String>of(),
                    List.of("-f", context.resolve("Dockerfile").toString()))) {
                List<String> arguments = new ArrayList<>(List.of("plan", "--json"));
                arguments.addAll(dockerfile);
                arguments.add(path.toString());

                Ran ran = Ran.of(arguments.toArray(String[]::new));

                assertEquals(1, ran.status());
                assertTrue(ran.err(), ran.err().contains("the context " + path + message));
            }
        });
    }

    @Test
    public void saysWhichStagesTheTargetNeeds() {
        JsonObject plan = plan();
        List<JsonObject> stages = plan.objects("stages");

        assertEquals(3, stages.size());
        assertEquals("build", stages.get(0).string("name"));
        assertTrue(stages.get(0).bool("reachable"));
        assertEquals(
                "no.such.registry.invalid/base:1", stages.get(0).object("base").string("reference"));
        assertFalse(stages.get(1).bool("reachable"));
        assertEquals("scratch", stages.get(1).object("base").string("reference"));
        assertEquals(0, stages.get(2).object("base").number("stage"));
        assertTrue(stages.get(2).object("base").has("stage"));
        JsonObject copy = stages.get(0).objects("instructions").stream()
                .filter(instruction -> instruction.string("keyword").equals("COPY"))
                .findFirst()
                .orElseThrow();
        assertEquals(2, copy.number("line"));
        assertEquals(3, copy.number("endLine"));
        assertEquals(2, copy.number("files"));
        assertEquals(6, copy.number("bytes"));
    }

    @Test
    public void theTargetDecides() {
        JsonObject plan = plan("--target", "BUILD");

        assertEquals(Map.of("src/a.txt", "[2]", "src/deep/b.txt", "[2]"), filesWithLines(plan.object("context")));
        assertFalse(plan.objects("stages").get(2).bool("reachable"));
    }

    @Test
    public void argumentsHaveValuesOfTheCommandLineOrTheEnvironment() {
        assertTrue(filesWithLines(plan("--build-arg", "WHAT=two").object("context"))
                .containsKey("two.txt"));
        Ran inherited = Ran.with(Map.of("WHAT", "two"), "plan", "--json", "--build-arg", "WHAT", context.toString());
        assertTrue(inherited.err(), inherited.out().contains("\"two.txt\""));
        Ran absent = Ran.of("plan", "--json", "--build-arg", "WHAT", context.toString());
        assertTrue(absent.err(), absent.out().contains("\"one.txt\""));
    }

    @Test
    public void totalsCountEverything() {
        JsonObject sent = plan("--totals").object("context");

        assertEquals(
                "what others script against, and no more",
                Set.of("totalFiles", "totalBytes", "ignoredFiles", "sentFiles", "sentBytes", "files"),
                sent.members().keySet());
        assertEquals("all files of the context", 7, sent.number("totalFiles"));
        assertEquals(1, sent.number("ignoredFiles"));
        assertTrue(sent.number("totalBytes") > sent.number("sentBytes"));
    }

    @Test
    public void theDockerfileIsRelativeToTheWorkingDirectory() throws IOException {
        Path other = Files.writeString(folder.getRoot().toPath().resolve("Other"), "FROM scratch\nCOPY one.txt /\n");
        JsonObject plan = plan("-f", other.toString());

        assertEquals(Map.of("one.txt", "[2]"), filesWithLines(plan.object("context")));
        assertEquals(other.toString(), plan.string("dockerfile"));
    }

    @Test
    public void errorsNameTheFirstLineOfTheirInstruction() throws IOException {
        Map<String, String> cases = Map.of(
                "FROM scratch\nCOPY one.txt \\\n  nothing /\n", ":2: ",
                "FROM scratch\nCOPY hidden.txt /\n", ":2: ",
                "FROM scratch\n\nCOYP one.txt /\n", ":3: ",
                "FROM scratch\nCOPY --forn=x a b\n", ":2: ",
                "FROM scratch\nFROM a b c d\n", ":2: ");
        for (Map.Entry<String, String> one : cases.entrySet()) {
            write("Dockerfile", one.getKey());
            Ran ran = Ran.of("plan", "--json", context.toString());
            assertEquals(one.getKey() + ran.err(), 1, ran.status());
            assertEquals(one.getKey(), "", ran.out());
            assertTrue(
                    one.getKey() + ran.err(),
                    ran.err().lines().findFirst().orElse("").contains("Dockerfile" + one.getValue()));
        }
    }

    @Test
    public void aWildcardThatFindsNothingIsNoError() throws IOException {
        for (String source : List.of("*.none", "missing/*.txt", "src/missing/*.txt", "hidden.txt/*")) {
            write("Dockerfile", "FROM scratch\nCOPY " + source + " /\n");
            assertEquals(source, Map.of(), filesWithLines(plan().object("context")));
        }
    }

    /** As BuildKit has it: a directory in which a wildcard looks has to be there when the image is built. */
    @Test
    public void aBuildWantsTheDirectoryOfAWildcard() throws IOException {
        write("Dockerfile", "FROM scratch\nCOPY one.txt /\nCOPY missing/*.txt /\n");
        Ran ran = Ran.of("build", "-o", "type=oci,dest=" + folder.getRoot() + "/image.tar", context.toString());
        assertEquals(ran.err(), 1, ran.status());
        assertTrue(ran.err(), ran.err().contains("Dockerfile:3: \"/missing\" not found"));
    }

    @Test
    public void aWrongTargetHasNoLine() {
        Ran ran = Ran.of("plan", "--target", "biuld", context.toString());
        assertEquals(1, ran.status());
        assertEquals("", ran.out());
        assertTrue(ran.err(), ran.err().contains("biuld") && ran.err().contains("did you mean"));
        assertFalse(ran.err(), ran.err().contains("Dockerfile:"));
    }

    @Test
    public void whatIsNotThereIsTheInputsFault() {
        String nowhere = folder.getRoot() + "/nowhere";
        for (String[] line : new String[][] {{"plan", nowhere}, {"plan", "-f", nowhere, context.toString()}}) {
            Ran ran = Ran.of(line);
            assertEquals(ran.err(), 1, ran.status());
            assertTrue(ran.err(), ran.err().contains(nowhere));
        }
    }

    @Test
    public void peopleReadItToo() {
        Ran ran = Ran.of("plan", context.toString());
        assertEquals(ran.err(), 0, ran.status());
        assertTrue(ran.out(), ran.out().contains("stage 0 (build) from no.such.registry.invalid/base:1"));
        assertTrue(ran.out(), ran.out().contains("stage 1 (unused) from scratch, not needed"));
    }

    private JsonObject plan(String... options) {
        String[] line = new String[options.length + 3];
        line[0] = "plan";
        line[1] = "--json";
        System.arraycopy(options, 0, line, 2, options.length);
        line[line.length - 1] = context.toString();
        Ran ran = Ran.of(line);
        assertEquals(ran.err(), 0, ran.status());
        assertEquals("", ran.err());
        return JsonObject.parse(ran.outBytes());
    }

    /** Files and links; directories may be listed or not. */
    private static Map<String, String> filesWithLines(JsonObject context) {
        Map<String, String> result = new java.util.TreeMap<>();
        for (JsonObject file : context.objects("files")) {
            if (!file.string("path").endsWith("/")) {
                result.put(file.string("path"), String.valueOf(file.members().get("instructions")));
            }
        }
        return result;
    }
}
