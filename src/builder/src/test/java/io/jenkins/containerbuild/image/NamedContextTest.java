package io.jenkins.containerbuild.image;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class NamedContextTest {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    @Test
    public void valuesAreParsedIntoTheirKind() {
        Digest digest = Digest.parse(DIGEST);
        Map<String, NamedContext> cases = new LinkedHashMap<>();
        cases.put("dir", new NamedContext.Directory("n", Path.of("dir")));
        cases.put("/a:b", new NamedContext.Directory("n", Path.of("/a:b")));
        cases.put("docker-image://r.example/a:1", new NamedContext.Image("n", ImageReference.parse("r.example/a:1")));
        cases.put("oci-layout:///l", new NamedContext.Layout("n", Path.of("/l"), "", null));
        cases.put("oci-layout://l:v1", new NamedContext.Layout("n", Path.of("l"), "v1", null));
        cases.put("oci-layout:///a:b/l@" + DIGEST, new NamedContext.Layout("n", Path.of("/a:b/l"), "", digest));
        cases.put("oci-layout://l:v1@" + DIGEST, new NamedContext.Layout("n", Path.of("l"), "v1", digest));
        cases.forEach((value, expected) -> {
            assertEquals(expected, NamedContext.parse("n", value));
            assertEquals(value, expected.value());
        });
    }

    @Test
    public void imageWithoutTagIsTheLatest() {
        assertEquals(
                "docker-image://docker.io/library/alpine:latest",
                NamedContext.parse("n", "docker-image://alpine").value());
        assertEquals(NamedContext.Image.parse("alpine:latest"), NamedContext.Image.parse("alpine"));
    }

    @Test
    public void invalidValuesAreRefusedWithTheReason() {
        for (List<String> row : List.of(
                List.of("docker-image://A b", "not an image name: \"A b\""),
                List.of("oci-layout://l@sha256:1", "; use oci-layout://PATH[:tag][@digest]"))) {
            String message = assertThrows(
                            row.get(0), IllegalArgumentException.class, () -> NamedContext.parse("n", row.get(0)))
                    .getMessage();
            assertTrue(message, message.contains(row.get(1)));
        }
    }
}
