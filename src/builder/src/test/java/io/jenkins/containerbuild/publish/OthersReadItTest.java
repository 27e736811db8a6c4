package io.jenkins.containerbuild.publish;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.RootFileSystem;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.Umoci;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is written is read by programs that are not ours: engines, skopeo, umoci. */
public class OthersReadItTest {
    private static final String NAME = "docker.io/library/container-build-publish-test:1";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BuiltImage image;
    private Path out;

    @Before
    public void makeAnImage() throws IOException {
        Images images = new Images(folder.getRoot().toPath());
        image = Images.of(Images.ofBase(null, "first", "1"), images.own("second", "2"));
        out = folder.getRoot().toPath().resolve("out");
    }

    @Test
    public void engine20LoadsTheDockerTar() {
        load(DockerEngine.v20().require());
    }

    @Test
    public void engine26LoadsTheDockerTar() {
        load(DockerEngine.v26().require());
    }

    @Test
    public void podmanLoadsTheDockerTar() {
        load(DockerEngine.podman().require());
    }

    private void load(DockerEngine engine) {
        archive(Output.Format.DOCKER);
        try {
            engine.docker("load", "-i", out.toString()).output();
            RootFileSystem files = engine.export(NAME);
            assertEquals(digest("1"), files.at("first").content());
            assertEquals(digest("2"), files.at("second").content());
            assertEquals(
                    image.manifest().config().digest().toString(),
                    "sha256:"
                            + engine.docker("image", "inspect", "--format", "{{.Id}}", NAME)
                                    .output()
                                    .strip()
                                    .replace("sha256:", ""));
        } finally {
            engine.remove(NAME);
        }
    }

    @Test
    public void skopeoReadsTheOciTar() {
        archive(Output.Format.OCI);
        assertArrayEquals(
                image.manifest().toBytes(),
                Skopeo.manifest("oci-archive:" + out + ":" + "1").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void umociUnpacksTheLayout() {
        new DirectoryPublisher(
                        new Output.Directory(out, List.of()),
                        List.of(ImageReference.parse(NAME)),
                        new PhaseTimer(Progress.NONE),
                        Progress.NONE)
                .publish(image);
        RootFileSystem files = Umoci.unpack(out, "1");
        assertEquals(digest("1"), files.at("first").content());
        assertEquals(digest("2"), files.at("second").content());
    }

    private void archive(Output.Format format) {
        new ArchivePublisher(
                        new Output.Archive(format, out.toString(), List.of()),
                        List.of(ImageReference.parse(NAME)),
                        System.out,
                        new PhaseTimer(Progress.NONE),
                        Progress.NONE)
                .publish(image);
    }

    private static String digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
