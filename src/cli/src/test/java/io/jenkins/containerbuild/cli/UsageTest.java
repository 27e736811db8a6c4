package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Wrong usage exits with 2, prints nothing to standard output, and says what to do. */
public class UsageTest {
    @Test
    public void wrongUsageSaysWhatToDo() {
        Map<String, String> cases = Map.ofEntries(
                Map.entry("", "Usage: container-build COMMAND"),
                Map.entry("bild .", "container-build: unknown command bild (did you mean build?)"),
                Map.entry("--pushh", "container-build: unknown option --pushh"),
                Map.entry("build --tags x .", "container-build build: unknown option --tags (did you mean --tag?)"),
                Map.entry("build --zzzzzz .", "unknown option --zzzzzz\nSee container-build build --help"),
                Map.entry("build -x .", "unknown option -x"),
                Map.entry("build --file", "--file needs a value: --file FILE"),
                Map.entry("build -t", "--tag needs a value: --tag REF"),
                Map.entry("build --push=maybe .", "option '--push': must be true or false (was \"maybe\")"),
                Map.entry("build", "CONTEXT is missing"),
                Map.entry("build a b", "one CONTEXT is needed, found 2: a b"),
                Map.entry("build -t UPPER:x .", "--tag: not an image name"),
                Map.entry("build -t a@sha256:" + "0".repeat(64) + " .", "must not have a digest"),
                Map.entry("build --platform a/b/c/d .", "--platform: not a platform"),
                Map.entry("build --platform linux/amd64,linux/arm64 .", "more than one platform is not supported yet"),
                Map.entry("build --compression lzma .", "--compression=lzma is not known; use one of gzip, zstd"),
                Map.entry("build --layer-split on .", "--layer-split=on is not known; use one of auto, off"),
                Map.entry(
                        "build --progress pretty .",
                        "--progress=pretty is not known; use one of auto, plain, tty, quiet"),
                Map.entry(
                        "build --builder kaniko .",
                        "--builder: \"kaniko\" is not known; use auto, embedded, docker, buildkit:unix://PATH,"
                                + " buildkit:tcp://HOST:PORT or buildx[:NAME]"),
                Map.entry("build --build-context x .", "--build-context x is not NAME=VALUE"),
                Map.entry("build --annotation x .", "--annotation x is not KEY=VALUE"),
                Map.entry("build -o type=oci,foo=1 .", "--output type=oci,foo=1: foo is not supported yet"),
                Map.entry("build --push .", "no name to push the image to; add -t REF"),
                Map.entry("build https://example.com/repo.git", "the context https://example.com/repo.git is not"),
                Map.entry("build -", "the context - is not supported yet; name a local directory"),
                Map.entry("parse", "FILE is missing"),
                Map.entry("plan", "CONTEXT is missing"),
                Map.entry("plan --jso .", "did you mean --json?"),
                Map.entry("report --output r.html", "--history is missing: --history DIR"),
                Map.entry("report --history h", "--output is missing: --output FILE.html"),
                Map.entry("report --history h -o r.html x", "report takes no operand, found x"),
                Map.entry("completion x", "completion takes no operand, found x"),
                Map.entry("bases", "container-build bases index REF"),
                Map.entry("bases list", "container-build bases index REF"),
                Map.entry("bases index", "REF is missing"));
        cases.forEach((line, message) -> {
            Ran ran = Ran.of(line.isEmpty() ? new String[0] : line.split(" "));
            assertEquals(line + ": " + ran.err(), 2, ran.status());
            assertEquals(line, "", ran.out());
            assertTrue(line + ": " + ran.err(), ran.err().contains(message));
        });
    }

    /** What is not supported yet is refused, never ignored. */
    @Test
    public void unsupportedOptionsAreRefused() {
        for (String line : List.of(
                "build --cache-to type=gha .",
                "build --builder docker --cache-from type=local,src=x .",
                "build --ssh default .",
                "build --network none .",
                "build -o out .")) {
            Ran ran = Ran.of(line.split(" "));
            assertEquals(line + ": " + ran.err(), 2, ran.status());
            assertEquals(line, "", ran.out());
            assertTrue(line + ": " + ran.err(), ran.err().contains("is not supported yet"));
        }
    }

    @Test
    public void invalidSecretsAreRefused() {
        Map<String, String> cases = Map.of(
                "build --secret src=b .",
                "has no id",
                "build --secret id=a,src=/no/such/file .",
                "there is no file /no/such/file",
                "build --secret \"id=a\",\"src=/no/such,file\" .",
                "there is no file /no/such,file;",
                "build --secret id=a,\"src=b .",
                "a quote is not closed",
                "build --secret id=a,type=registry .",
                "type \"registry\" is not known; use file or env",
                "build --secret id=a,value=b .",
                "\"value\" is not known",
                "build --secret id=a,env .",
                "\"env\" is not key=value");
        cases.forEach((line, message) -> {
            Ran ran = Ran.of(line.split(" "));
            assertEquals(line + ": " + ran.err(), 2, ran.status());
            assertTrue(line + ": " + ran.err(), ran.err().contains(message));
        });
    }

    @Test
    public void helpGoesToStandardOutput() {
        for (String line : List.of(
                "--help",
                "-h",
                "help",
                "parse --help",
                "completion --help",
                "plan -h",
                "build --help",
                "bases --help",
                "report --help")) {
            Ran ran = Ran.of(line.split(" "));
            assertEquals(line, 0, ran.status());
            assertTrue(line, ran.out().startsWith("Usage: container-build"));
            assertEquals(line, "", ran.err());
        }
    }

    @Test
    public void versionGoesToStandardOutput() {
        Ran ran = Ran.of("--version");
        assertEquals(0, ran.status());
        assertTrue(ran.out(), ran.out().matches("container-build \\S+\n"));
    }
}
