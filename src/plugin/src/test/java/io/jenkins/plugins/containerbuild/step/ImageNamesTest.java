package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import java.util.List;
import org.junit.Test;

public class ImageNamesTest {
    private static List<String> names(String image, List<String> tags, String registry) {
        return ImageNames.of(image, tags, registry).references().stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    public void tagsAreAddedToTheTagInTheName() {
        assertEquals(List.of("r.example/a:1"), names("r.example/a:1", List.of(), ""));
        assertEquals(List.of("r.example/a:1", "r.example/a:2"), names("r.example/a:1", List.of("2"), ""));
        assertEquals(List.of("r.example/a:2", "r.example/a:3"), names("r.example/a", List.of("2", "3"), ""));
        assertEquals(List.of("r.example/a:2"), names("r.example/a:2", List.of("2"), ""));
    }

    @Test
    public void defaultTagIsLatest() {
        assertEquals(List.of("localhost:5000/a:latest"), names("localhost:5000/a", List.of(), ""));
    }

    @Test
    public void defaultRegistryIsPrependedToNamesWithoutRegistry() {
        assertEquals(List.of("r.example/team/shop/app:1"), names("shop/app:1", List.of(), "r.example/team/"));
        assertEquals(List.of("other.example/app:1"), names("other.example/app:1", List.of(), "r.example"));
        assertTrue(ImageNames.of("app", List.of(), "r.example").namesRegistry());
        assertFalse(ImageNames.of("shop/app", List.of(), "").namesRegistry());
    }

    @Test
    public void untrustedImageGetsALocalName() {
        String[][] rows = {
            {"r.example/shop/app:1", "localhost/untrusted/r.example/shop/app:1"},
            {"R.example:5000/app", "localhost/untrusted/r.example-5000/app:latest"},
            {"localhost/app:2", "localhost/untrusted/localhost/app:2"},
            {"app", "localhost/untrusted/docker.io/library/app:latest"},
        };
        for (String[] row : rows) {
            assertEquals(
                    row[0],
                    row[1],
                    ImageNames.of(row[0], List.of(), "")
                            .forUntrustedChange()
                            .references()
                            .get(0)
                            .toString());
        }
    }

    @Test
    public void invalidNamesAreInputErrors() {
        for (String wrong : List.of("", "Shop/App", "a b", "r.example/a@sha256:" + "0".repeat(64))) {
            assertThrows(wrong, InputException.class, () -> ImageNames.of(wrong, List.of(), ""));
        }
        assertThrows(InputException.class, () -> ImageNames.of("r.example/a", List.of("a/b"), ""));
    }
}
