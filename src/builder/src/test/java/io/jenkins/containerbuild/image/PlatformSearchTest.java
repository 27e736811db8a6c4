package io.jenkins.containerbuild.image;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** Finds the image of a platform in indexes of different structures. */
public class PlatformSearchTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");

    private final Map<Digest, byte[]> documents = new HashMap<>();
    private int reads;

    private final PlatformSearch.Contents contents = new PlatformSearch.Contents() {
        @Override
        public byte[] manifest(Descriptor descriptor) {
            reads++;
            return documents.get(descriptor.digest());
        }

        @Override
        public byte[] config(Descriptor descriptor) {
            return manifest(descriptor);
        }
    };

    private String put(String type, String platform, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.of(bytes);
        documents.put(digest, bytes);
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + bytes.length
                + (platform.isEmpty() ? "" : ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + platform + "\"}")
                + "}";
    }

    private String image(String type, String platform, String architecture, String note) {
        String config = put(
                MediaTypes.OCI_CONFIG,
                "",
                "{\"os\":\"linux\",\"architecture\":\"" + architecture + "\",\"note\":\"" + note + "\"}");
        return put(type, platform, "{\"schemaVersion\":2,\"config\":" + config + ",\"layers\":[]}");
    }

    private static String index(String... entries) {
        return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}";
    }

    private Optional<String> found(String index) {
        return new PlatformSearch(contents, AMD64)
                .in(ImageIndex.parse(index.getBytes(StandardCharsets.UTF_8)))
                .map(one -> one.digest().toString());
    }

    private void assertFinds(String image, String index) {
        String digest = image.replaceFirst(".*\"digest\":\"([^\"]*)\".*", "$1");
        assertEquals(Optional.of(digest), found(index));
    }

    @Test
    public void entriesWithoutPlatformAreReadByTheirConfiguration() {
        String arm = image(MediaTypes.OCI_MANIFEST, "", "arm64", "a");
        String amd = image(MediaTypes.DOCKER_MANIFEST, "", "amd64", "b");
        assertFinds(amd, index(arm, amd));
        assertFinds(amd, index(amd));
        assertEquals(Optional.empty(), found(index(arm)));
    }

    @Test
    public void declaredPlatformsTakePrecedence() {
        String told = image(MediaTypes.OCI_MANIFEST, "amd64", "amd64", "told");
        String untold = image(MediaTypes.OCI_MANIFEST, "", "amd64", "untold");
        assertFinds(told, index(untold, told));
        assertEquals(0, reads);
    }

    @Test
    public void nestedIndexesAreSearchedEvenWithAWrongType() {
        String amd = image(MediaTypes.OCI_MANIFEST, "amd64", "amd64", "x");
        for (String type : new String[] {MediaTypes.OCI_INDEX, MediaTypes.DOCKER_LIST, "", "application/json"}) {
            assertFinds(amd, index(put(type, "", index(amd))));
            assertFinds(amd, index(put(type, "amd64", index(amd))));
        }
    }

    @Test
    public void deepAndWideIndexesAreRefused() {
        String amd = image(MediaTypes.OCI_MANIFEST, "amd64", "amd64", "x");
        String nested = put(MediaTypes.OCI_INDEX, "", index(amd));
        for (int i = 0; i < 4; i++) {
            nested = put(MediaTypes.OCI_INDEX, "", index(nested));
        }
        String deep = index(nested);
        assertEquals(
                "its indexes are nested more than 3 levels deep",
                assertThrows(IllegalArgumentException.class, () -> found(deep)).getMessage());

        String[] many = new String[10_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = put(MediaTypes.OCI_INDEX, "", index() + " ".repeat(i));
        }
        reads = 0;
        assertThrows(IllegalArgumentException.class, () -> found(index(many)));
        assertEquals(64, reads);
    }

    @Test
    public void oneIndexIsSearchedOnce() {
        String same = put(MediaTypes.OCI_INDEX, "", index());
        String[] again = new String[1000];
        java.util.Arrays.fill(again, same);
        assertEquals(Optional.empty(), found(index(again)));
        assertEquals(1, reads);
    }
}
