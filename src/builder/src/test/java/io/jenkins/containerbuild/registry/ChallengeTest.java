package io.jenkins.containerbuild.registry;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;

/** The forms of WWW-Authenticate that registries send, and those that RFC 9110 allows. */
public class ChallengeTest {
    @Test
    public void everyFormIsRead() {
        check(
                "Docker Hub",
                List.of(
                        "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:library/a:pull,push\""),
                new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://auth.docker.io/token",
                                "service", "registry.docker.io",
                                "scope", "repository:library/a:pull,push")));
        check(
                "htpasswd",
                List.of("Basic realm=\"Registry Realm\""),
                new Challenge("basic", Map.of("realm", "Registry Realm")));
        check(
                "two schemes in one header",
                List.of("Negotiate, Basic realm=\"a\", Bearer realm=\"b\", service=c"),
                new Challenge("negotiate", Map.of()),
                new Challenge("basic", Map.of("realm", "a")),
                new Challenge("bearer", Map.of("realm", "b", "service", "c")));
        check(
                "two headers",
                List.of("Bearer realm=\"b\"", "BASIC realm=\"a\""),
                new Challenge("bearer", Map.of("realm", "b")),
                new Challenge("basic", Map.of("realm", "a")));
        check(
                "quotes inside quotes",
                List.of("Basic realm=\"a \\\"b\\\", c\""),
                new Challenge("basic", Map.of("realm", "a \"b\", c")));
        check(
                "space around the equals sign",
                List.of("Bearer realm = \"b\" , service = \"s\""),
                new Challenge("bearer", Map.of("realm", "b", "service", "s")));
        check("names in any case", List.of("bearer Realm=\"b\""), new Challenge("bearer", Map.of("realm", "b")));
        check(
                "a parameter that has no end",
                List.of("Bearer realm=\"b"),
                new Challenge("bearer", Map.of("realm", "b")));
        check("nothing", List.of(""));
        check("rubbish", List.of("=,=\"\""));
    }

    @Test
    public void nothingMakesTheReaderFailOrHang() {
        Random random = new Random(11);
        String alphabet = "aB =,\"\\\t";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                header.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            for (Challenge challenge : Challenge.parse(List.of(header.toString()))) {
                assertFalse("seed 11: " + header, challenge.scheme().isEmpty());
            }
        }
    }

    private static void check(String name, List<String> headers, Challenge... expected) {
        assertEquals(name, List.of(expected), Challenge.parse(headers));
    }
}
