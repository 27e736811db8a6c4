package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.builder.embedded.EmbeddedBuilder;
import io.jenkins.containerbuild.builder.embedded.RemoteFiles;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.testing.ImageFixture;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * No false reuse: whatever is edited, projects with one fingerprint make one image. The truth is the image that the embedded builder makes
 * without its cache; a source date epoch makes the same image the same digest.
 */
public class ReusePropertyTest {
    private static final int EDITS = Integer.getInteger("reuse.edits", 10_000);
    private static final int EDITS_OF_ONE_PROJECT = 100;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder(memory());

    /** The images of all projects so far, by fingerprint; and how each was made, for messages. */
    private final Map<Digest, Digest> images = new HashMap<>();

    private final Map<Digest, String> made = new HashMap<>();
    private int builds;
    private int sameFingerprint;
    private int needless;
    private int refused;

    /** Thousands of small files are written, and none is worth a disk. */
    private static File memory() {
        File memory = new File("/dev/shm");
        return memory.canWrite() ? memory : null;
    }

    @Test
    public void oneFingerprintIsOneImage() throws Exception {
        long seed = Long.getLong("reuse.seed", 9797774343891L);
        System.out.println("reuse.seed=" + seed);
        long started = System.nanoTime();
        Path layout = folder.newFolder("base").toPath();
        new ImageFixture()
                .file("etc/passwd", 0644, 0, 0, "root:x:0:0::/:\napp:x:1000:1000::/:\n")
                .link("x", "etc")
                .layer()
                .config("OnBuild", List.of("ENV TRIGGERED=$A"))
                .write(layout, "1");
        try (CacheDirectory cache =
                        CacheDirectory.open(folder.newFolder("cache").toPath());
                RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            Random random = new Random(seed);
            for (int done = 0; done < EDITS; done += EDITS_OF_ONE_PROJECT) {
                project(random, layout, cache, client);
            }
        }
        System.out.println(EDITS + " edits, " + builds + " images built, " + images.size() + " fingerprints, "
                + sameFingerprint + " would be reused, " + needless + " rebuilt though the image is the same, "
                + refused
                + " refused, " + (System.nanoTime() - started) / 1_000_000 + " ms");
        assertTrue("most edits can be built", builds > EDITS / 3);
        assertTrue("some are reused", sameFingerprint > EDITS / 20);
    }

    private void project(Random random, Path layout, CacheDirectory cache, RegistryClient client) throws Exception {
        TestProject project = new TestProject(folder.newFolder().toPath().resolve("context"));
        project.write("Dockerfile", "").write("../named/a", "named");
        project.buildContexts.put("named", project.context.resolve("../named").toString());
        project.buildContexts.put("ctx", project.context.resolve("../named").toString());
        project.buildContexts.put("base", "oci-layout://" + layout + ":1");
        project.sourceDateEpoch = Optional.of(1_600_000_000L);
        project.options = new io.jenkins.containerbuild.builder.BuildOptions(
                false,
                io.jenkins.containerbuild.builder.BuildOptions.Compression.GZIP,
                io.jenkins.containerbuild.builder.BuildOptions.LayerSplit.AUTO);
        RandomEdits edits = new RandomEdits(random, project, "base");
        edits.begin();
        Digest last = null;
        for (int i = 0; i < EDITS_OF_ONE_PROJECT; i++) {
            List<String> before = edits.lines();
            String edit = edits.edit();
            try {
                last = check(project, edit, last, cache, client);
            } catch (BuildException wrongProject) {
                refused++;
                edits.restore(before);
            }
        }
    }

    /** @return the image */
    private Digest check(TestProject project, String edit, Digest last, CacheDirectory cache, RegistryClient client) {
        PhaseTimer timer = new PhaseTimer(Progress.NONE);
        try (FileDigests digests = FileDigests.open(cache, project.context)) {
            ProjectFingerprint taken =
                    ProjectFingerprint.of(project, BuilderSelection.Kind.EMBEDDED, cache, client, digests);
            Digest fingerprint = taken.fingerprint().digest();
            Digest image = new EmbeddedBuilder(
                            cache,
                            digests,
                            base -> BaseFiles.of(base, cache, Optional.empty(), Progress.NONE),
                            Optional.empty(),
                            new RemoteFiles(cache, client.web(), true))
                    .build(taken.plan(), layer -> {}, timer, Progress.NONE)
                    .descriptor()
                    .digest();
            builds++;
            Digest known = images.putIfAbsent(fingerprint, image);
            String how = edit + ":\n" + project.read("Dockerfile") + project.buildArgs + project.labels;
            if (known == null) {
                needless += image.equals(last) ? 1 : 0;
                made.put(fingerprint, how);
            } else {
                sameFingerprint++;
                assertEquals("false reuse: " + how + "\nfirst: " + made.get(fingerprint), known, image);
            }
            return image;
        }
    }
}
