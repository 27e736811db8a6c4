package io.jenkins.containerbuild.cli;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.Descriptor;
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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code plan --resolve} says of smaller parents, against images that were built on them and pushed. */
public class SmallerParentsTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static byte[] noise(int bytes, int seed) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static ImageFixture system() {
        return new ImageFixture()
                .file("lib/system", 0644, 0, 0, noise(200_000, 1))
                .layer();
    }

    @Test
    public void figuresAreThoseOfTheRegistrysManifests() throws IOException {
        system().file("lib/java", 0644, 0, 0, noise(300_000, 2)).push(REGISTRY, "parents/java:17");
        system().file("lib/java", 0644, 0, 0, noise(100_000, 3)).push(REGISTRY, "parents/java:slim");
        new ImageFixture().file("lib/all", 0644, 0, 0, noise(150_000, 4)).push(REGISTRY, "parents/java:static");
        Path catalogue = Files.writeString(
                folder.getRoot().toPath().resolve("catalogue.yaml"), """
                bases:
                  - {name: java, reference: REG/parents/java:17, alternatives: [slim, static]}
                  - {name: slim, reference: REG/parents/java:slim}
                  - {name: static, reference: REG/parents/java:static}
                """.replace("REG", REGISTRY.host()));
        Path context = folder.newFolder("context").toPath();
        Files.write(context.resolve("app.bin"), noise(50_000, 5));
        Files.writeString(context.resolve("Dockerfile"), "FROM java\nCOPY app.bin /app/\n");
        String[] plan = {"plan", "--platform", "linux/amd64", "--catalogue", catalogue.toString(), "--resolve"};

        Ran json = Ran.of(with(plan, "--json", "--cache-dir", folder.newFolder().toString(), context.toString()));
        assertEquals(json.err(), 0, json.status());
        List<JsonObject> found =
                JsonObject.parse(json.outBytes()).objects("policy").get(0).objects("alternatives");
        Manifest onJava = built("java", catalogue, context);
        long application = bytes(onJava) - bytes(manifest("parents/java", "17"));
        for (JsonObject one : found) {
            Manifest onOther = built(one.string("name"), catalogue, context);
            assertEquals(one.string("name"), bytes(onOther), one.number("bytes") + application);
            assertEquals(one.string("name"), bytes(onJava), one.number("insteadOf") + application);
            assertEquals(one.string("name"), shared(onJava, onOther), one.number("sharedBytes") + application);
        }
        assertEquals(2, found.size());
        assertTrue(found.get(0).number("sharedBytes") > 200_000);
        assertEquals(0, found.get(1).number("sharedBytes"));

        Ran text = Ran.of(with(plan, "--cache-dir", folder.newFolder().toString(), context.toString()));
        assertThat(text.out(), containsString("alternatives to the base of line 1"));
        assertThat(text.out(), containsString("slim    300 kB instead of 501 kB (−40 %)"));
        assertThat(text.out(), containsString("200 kB in shared layers, which a registry stores once"));
        assertThat(text.out(), containsString("static  150 kB instead of 501 kB (−70 %)"));
    }

    private static String[] with(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private Manifest built(String base, Path catalogue, Path context) throws IOException {
        Path dockerfile = Files.writeString(
                folder.getRoot().toPath().resolve("Dockerfile." + base), "FROM " + base + "\nCOPY app.bin /app/\n");
        Ran ran = Ran.of(
                "build",
                "--platform",
                "linux/amd64",
                "--catalogue",
                catalogue.toString(),
                "--cache-dir",
                folder.getRoot().toPath().resolve("cache").toString(),
                "-f",
                dockerfile.toString(),
                "--push",
                "-t",
                REGISTRY.reference("parents/app:" + base),
                context.toString());
        assertEquals(ran.err(), 0, ran.status());
        return manifest("parents/app", base);
    }

    private static Manifest manifest(String name, String tag) {
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            FetchedManifest fetched = client.repository(ImageReference.parse(REGISTRY.reference(name)))
                    .manifest(tag);
            return Manifest.parse(fetched.descriptor().mediaType(), fetched.bytes());
        }
    }

    private static long bytes(Manifest manifest) {
        return manifest.layers().stream().mapToLong(Descriptor::size).sum();
    }

    private static long shared(Manifest one, Manifest other) {
        Set<String> digests = new HashSet<>();
        other.layers().forEach(layer -> digests.add(layer.digest().toString()));
        return one.layers().stream()
                .filter(layer -> digests.contains(layer.digest().toString()))
                .mapToLong(Descriptor::size)
                .sum();
    }
}
