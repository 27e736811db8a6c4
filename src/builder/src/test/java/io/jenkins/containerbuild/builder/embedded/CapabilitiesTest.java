package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A program's capabilities stay with it wherever an image's files are copied, in the layers of Docker Engine 26.1 and in ours. */
public class CapabilitiesTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    /** {@code cap_net_bind_service=ep}, as the kernel keeps it. */
    private static final String CAPABILITY = "\1\0\0\2\0\4" + "\0".repeat(14);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path context;
    private String dockerfile;

    @Before
    public void makeABaseWithAProgram() throws IOException {
        new ImageFixture()
                .folder("bin", 0755, 0, 0)
                .capable("bin/web", "#!web\n", CAPABILITY)
                .capable("bin/linked", "#!linked\n", CAPABILITY)
                .hardLink("bin/alias", "bin/linked", 0755, 0, 0)
                .file("bin/plain", 0755, 0, 0, "plain\n")
                .layer()
                .push(REGISTRY, "base/capable:1");
        String base = REGISTRY.reference("base/capable:1");
        dockerfile = String.join(
                "\n",
                "FROM " + base + " AS stage",
                "COPY hello /hello",
                "FROM scratch",
                "COPY --from=" + base + " /bin /image",
                "COPY --from=" + base + " /bin/linked /linked",
                "COPY --from=stage /bin/web /hello /staged/",
                "COPY --chown=5:6 --from=stage /bin/web /owned",
                "COPY --chmod=4755 --from=stage /bin/web /mode",
                "ADD archive.tar /archive/",
                "");
        context = folder.newFolder().toPath();
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        Files.writeString(context.resolve("hello"), "hello\n");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(Files.newOutputStream(context.resolve("archive.tar")))) {
            TarArchiveEntry entry = new TarArchiveEntry("web");
            entry.setSize(1);
            entry.addPaxHeader("SCHILY.xattr.security.capability", CAPABILITY);
            entry.addPaxHeader("SCHILY.xattr.user.note", "lost");
            tar.putArchiveEntry(entry);
            tar.write('x');
            tar.closeArchiveEntry();
        }
    }

    /** The whole names of extended attributes of each file, and that of capabilities its value, in all layers of the image. */
    private static Map<String, Map<String, String>> attributes(String reference) throws IOException {
        Map<String, Map<String, String>> result = new TreeMap<>();
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            ImageReference name = ImageReference.parse(reference);
            Repository repository = client.repository(name);
            FetchedManifest manifest = repository.manifest(name.tag());
            for (var layer : Manifest.parse(manifest.descriptor().mediaType(), manifest.bytes())
                    .layers()) {
                try (TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GZIPInputStream(repository.blob(layer)))) {
                    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                        Map<String, String> extended = new TreeMap<>(entry.getExtraPaxHeaders());
                        extended.keySet().removeIf(key -> !key.contains("xattr"));
                        if (!entry.isDirectory() && !entry.isLink()) {
                            result.put(entry.getName(), extended);
                        }
                    }
                }
            }
        }
        return result;
    }

    private static Map<String, Map<String, String>> expected() {
        Map<String, String> capable = Map.of("SCHILY.xattr.security.capability", CAPABILITY);
        Map<String, Map<String, String>> expected = new TreeMap<>();
        for (String path : new String[] {"archive/web", "image/web", "mode", "owned", "staged/web"}) {
            expected.put(path, capable);
        }
        // Another name of it, which an engine unpacks later, takes them away.
        expected.put("image/alias", Map.of());
        expected.put("linked", Map.of());
        expected.put("image/plain", Map.of());
        expected.put("staged/hello", Map.of());
        return expected;
    }

    @Test
    public void theyStayInOurLayers() throws IOException {
        String name = REGISTRY.reference("ours/capable:1");
        new EmbeddedRun(context, folder.newFolder().toPath()).build(dockerfile, name);
        assertEquals(expected(), attributes(name));
    }

    @Test
    public void engineGivesTheSameResult() throws IOException {
        DockerEngine engine = DockerEngine.v26().require();
        String name = REGISTRY.reference("engine/capable:1");
        engine.build(context, "-t", name);
        engine.push(name);
        assertEquals(expected(), attributes(name));
        engine.remove(name);
    }
}
