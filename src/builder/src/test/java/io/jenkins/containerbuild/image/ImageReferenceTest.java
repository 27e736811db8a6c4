package io.jenkins.containerbuild.image;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** The grammar and the short forms of CNCF Distribution's reference package. */
public class ImageReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    public void missingPartsOfNamesGetDefaults() {
        String[][] table = {
            {"debian", "docker.io/library/debian"},
            {"debian:12", "docker.io/library/debian:12"},
            {"index.docker.io/debian", "docker.io/library/debian"},
            {"team/app", "docker.io/team/app"},
            {"localhost/app", "localhost/app"},
            {"localhost:5000/app:1", "localhost:5000/app:1"},
            {"Upper/app", "Upper/app"},
            {"registry.example/team/app_one__two-three.four:1.0", "registry.example/team/app_one__two-three.four:1.0"},
            {"[2001:db8::1]/app", "[2001:db8::1]/app"},
            {"[::1]:5000/app:_x.y-Z", "[::1]:5000/app:_x.y-Z"},
            {"a-b.example:80/c---d/e", "a-b.example:80/c---d/e"},
            {"debian@sha256:" + HEX, "docker.io/library/debian@sha256:" + HEX},
            {"r.example/a:1@sha256:" + HEX, "r.example/a:1@sha256:" + HEX},
            {"app:" + "t".repeat(128), "docker.io/library/app:" + "t".repeat(128)},
        };
        for (String[] row : table) {
            assertEquals(row[0], row[1], ImageReference.parse(row[0]).toString());
        }
    }

    @Test
    public void invalidNamesAreRefusedWithTheReason() {
        String[][] table = {
            {"", "a name such as"},
            {"@sha256:" + HEX, "a name such as"},
            {"app:", "a tag may contain"},
            {"app:-1", "a tag may contain"},
            {"app:é", "a tag may contain"},
            {"app:" + "t".repeat(129), "a tag may contain"},
            {"app@sha256:12", "not a digest"},
            {"App", "a repository may contain lower-case"},
            {"a..b", "a repository may contain lower-case"},
            {"a___b", "a repository may contain lower-case"},
            {"a._b", "a repository may contain lower-case"},
            {"team//app", "a repository may contain lower-case"},
            {"team/app/", "a repository may contain lower-case"},
            {"team/-app", "a repository may contain lower-case"},
            {"team/app-", "a repository may contain lower-case"},
            {"r.example/" + "a".repeat(256), "a repository may contain lower-case"},
            {"-r.example/app", "is not a host name"},
            {"r-.example/app", "is not a host name"},
            {"r..example/app", "is not a host name"},
            {"r.example:/app", "is not a host name"},
            {"r.example:8x/app", "is not a host name"},
            {"[::1/app", "is not a host name"},
            {"[::g]/app", "is not a host name"},
            {"[]:1/app", "is not a host name"},
            {"a".repeat(1025), "at most 1024"},
        };
        for (String[] row : table) {
            String message = assertThrows(row[0], IllegalArgumentException.class, () -> ImageReference.parse(row[0]))
                    .getMessage();
            assertTrue(row[0] + ": " + message, message.contains(row[1]));
        }
    }
}
