package io.jenkins.containerbuild.builder.layer;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.builder.embedded.Layers;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.reuse.DiskFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CopyShortcutTest {
    private static final int FILES = 300;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path cache;
    private Path context;

    @Before
    public void files() throws Exception {
        cache = folder.getRoot().toPath().resolve("cache");
        context = folder.newFolder("context").toPath();
        for (int i = 0; i < FILES; i++) {
            DiskFile.write(file(i), "content " + i);
        }
    }

    private Path file(int i) {
        return context.resolve("f%03d".formatted(i));
    }

    private List<FileNode> entries() throws IOException {
        List<FileNode> entries = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            DiskFile file = DiskFile.of(file(i));
            entries.add(FileNode.file(
                    "f%03d".formatted(i), 0644, 0, 0, 0, file.stat().size(), file));
        }
        return entries;
    }

    /** Builds, checks that the layer has what the files have, and tells what it took. */
    private Outcome build() throws IOException {
        List<FileNode> entries = entries();
        MadeLayer made = Layers.make(cache, Layers.GZIP, entries).get(0);
        ByteArrayOutputStream right = new ByteArrayOutputStream();
        new LayerTar(right, Long.MAX_VALUE).write(entries());
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(Layers.file(made.layer())))) {
            assertArrayEquals(right.toByteArray(), in.readAllBytes());
        }
        return made.outcome();
    }

    private List<Path> kept(String shelf, String prefix) throws IOException {
        try (Stream<Path> all = Files.list(cache.resolve(shelf))) {
            return all.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    @Test
    public void unchangedFilesAreFoundByTheirStatAlone() throws IOException {
        assertEquals(Outcome.MADE, build());
        assertEquals(1, kept("layers", "stat-").size());
        for (Path digests : kept("digests", "")) {
            Files.delete(digests);
        }
        List<FileNode> entries = entries();
        assertEquals(
                Outcome.CACHED, Layers.make(cache, Layers.GZIP, entries).get(0).outcome());
        for (FileNode entry : entries) {
            assertEquals(
                    "nothing is read", 0, ((DiskFile) entry.content()).reads().get());
        }
        assertEquals(List.of(), kept("digests", ""));
    }

    @Test
    public void everyChangeIsSeen() throws Exception {
        build();
        DiskFile.replaceUnseen(file(7), "CONTENT 7");
        assertEquals("same size, time put back", Outcome.MADE, build());
        Files.writeString(context.resolve("other"), "content 9");
        Files.setLastModifiedTime(context.resolve("other"), Files.getLastModifiedTime(file(9)));
        Files.move(context.resolve("other"), file(9), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals("another file of the same content is the same layer", Outcome.CACHED, build());
    }

    @Test
    public void filesWrittenJustBeforeAreNotRemembered() throws IOException {
        Files.writeString(file(3), "content X");
        // However slow this machine is.
        Files.setLastModifiedTime(file(3), FileTime.from(Instant.now().plusSeconds(60)));
        build();
        assertEquals(List.of(), kept("layers", "stat-"));
        for (int i = 0; i < 50; i++) {
            Files.writeString(file(3), "content " + (char) ('A' + i % 26));
            build();
        }
    }

    @Test
    public void aDamagedRecordIsNotBelieved() throws IOException {
        build();
        byte[] right = Files.readAllBytes(kept("layers", "stat-").get(0));
        assertTrue(right.length > 64);
        for (int at = 0; at < right.length; at += 5) {
            byte[] wrong = right.clone();
            wrong[at] ^= 1;
            Files.write(kept("layers", "stat-").get(0), wrong);
            assertEquals(Outcome.CACHED, build());
            Files.write(kept("layers", "stat-").get(0), Arrays.copyOf(right, at));
            assertEquals(Outcome.CACHED, build());
        }
    }

    @Test
    public void aLayerThatIsGoneIsMadeAgain() throws IOException {
        build();
        Files.delete(kept("blobs", "").get(0));
        assertEquals(Outcome.MADE, build());
        assertEquals(Outcome.CACHED, build());
    }
}
