package io.jenkins.containerbuild.publish;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DirectoryPublisherTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Images images;
    private Path layout;

    @Before
    public void makeFolders() {
        images = new Images(folder.getRoot().toPath());
        layout = folder.getRoot().toPath().resolve("out/layout");
    }

    @Test
    public void writesALayoutAndNothingElse() throws IOException {
        BuiltImage image = Images.of(images.own("a", "1"), Images.ofBase(null, "b", "2"));
        Published published = publish(image, "app:1");

        Set<String> expected = new TreeSet<>(List.of("oci-layout", "index.json"));
        new Layout(image, List.of()).blobs().forEach(blob -> expected.add(blob.path()));
        assertEquals(expected, files());
        for (String path : files()) {
            if (path.startsWith("blobs/")) {
                assertEquals(path, Layout.path(Digest.of(Files.readAllBytes(layout.resolve(path)))));
            }
        }
        assertEquals(Layout.MARKER.length, Files.size(layout.resolve("oci-layout")));
        assertEquals(image.descriptor().digest(), published.digest());
    }

    @Test
    public void otherImagesStayAndOneOfTheSameNameGoes() throws IOException {
        BuiltImage first = Images.of(images.own("a", "1"));
        BuiltImage second = Images.of(images.own("a", "1"), images.own("b", "2"));
        publish(first, "app:1");
        publish(first, "app:2");
        publish(first);
        Published published = publish(second, "app:1");
        publish(first);

        assertEquals(
                "of a nameless image one entry is enough",
                List.of(
                        "docker.io/library/app:2=" + first.descriptor().digest(),
                        "docker.io/library/app:1=" + second.descriptor().digest(),
                        "=" + first.descriptor().digest()),
                index());
        assertEquals(
                "the first layer was there", second.layers().get(0).descriptor().size(), published.presentBytes());
    }

    @Test
    public void manyAtOnceLoseNothing() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Callable<Published>> builds = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            BuiltImage image = Images.of(images.own("f" + i, "x" + i));
            String name = "app:" + i;
            builds.add(() -> publish(image, name));
        }
        for (Future<Published> build : pool.invokeAll(builds)) {
            build.get();
        }
        pool.shutdown();

        assertEquals(16, index().size());
    }

    @Test
    public void reportsExistingFilesInTheWay() throws IOException {
        Path file = Files.writeString(folder.getRoot().toPath().resolve("file"), "");
        InputException e = assertThrows(InputException.class, () -> publisher(file));
        assertTrue(e.getMessage(), e.getMessage().contains(file + " is not a directory"));

        Files.createDirectories(layout);
        Files.writeString(layout.resolve("index.json"), "{");
        BuiltImage image = Images.of(images.own("a", "1"));
        InputException damaged = assertThrows(InputException.class, () -> publish(image, "app:1"));
        assertTrue(damaged.getMessage(), damaged.getMessage().contains("index.json is not the index"));
    }

    private Published publish(BuiltImage image, String... tags) {
        return publisher(layout, tags).publish(image).get(0);
    }

    private static Publisher publisher(Path directory, String... tags) {
        return new DirectoryPublisher(
                new Output.Directory(directory, List.of()),
                Stream.of(tags).map(ImageReference::parse).toList(),
                new PhaseTimer(Progress.NONE),
                Progress.NONE);
    }

    private List<String> index() throws IOException {
        return JsonObject.parse(Files.readAllBytes(layout.resolve("index.json"))).objects("manifests").stream()
                .map(m -> m.stringMap("annotations").getOrDefault(Layout.IMAGE_NAME, "") + "=" + m.string("digest"))
                .toList();
    }

    private Set<String> files() throws IOException {
        Set<String> result = new TreeSet<>();
        try (Stream<Path> walk = Files.walk(layout)) {
            walk.filter(Files::isRegularFile)
                    .forEach(file -> result.add(layout.relativize(file).toString()));
        }
        return result;
    }
}
