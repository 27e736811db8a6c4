package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an image into a directory, as an OCI image layout. Images that the directory already contains are kept, except
 * those with the same name; existing blobs are not written again. The index is changed last, so that all blobs it
 * refers to exist.
 */
public final class DirectoryPublisher implements Publisher {
    private final Path directory;
    private final List<ImageReference> names;
    private final PhaseTimer timer;
    private final Progress progress;

    /**
     * @param tags names of the image if the output has no names of its own
     * @throws InputException if the destination exists and is not a directory
     */
    public DirectoryPublisher(Output.Directory output, List<ImageReference> tags, PhaseTimer timer, Progress progress) {
        this.directory = output.path();
        this.names = output.names().isEmpty() ? tags : output.names();
        this.timer = timer;
        this.progress = progress;
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new InputException(
                    "the output " + directory + " is not a directory; use another destination, or remove tar=false");
        }
    }

    @Override
    public List<Published> publish(BuiltImage image) {
        try (PhaseTimer.Running push = timer.start(Phase.PUSH)) {
            Layout layout = new Layout(image, names);
            long sent = writeBlobs(layout.blobs());
            writeIndex(layout);
            long size = layout.blobs().stream().mapToLong(Layout.Entry::size).sum();
            return List.of(
                    new Published(directory.toString(), image.descriptor().digest(), sent, 0, size - sent));
        } catch (IOException e) {
            throw Copying.failed(directory.toString(), e);
        }
    }

    private long writeBlobs(List<Layout.Entry> blobs) throws IOException {
        long total = blobs.stream().mapToLong(Layout.Entry::size).sum();
        Copying copying = new Copying(progress, directory.toString(), total);
        long sent = 0;
        for (Layout.Entry blob : blobs) {
            Path file = directory.resolve(blob.path());
            if (Files.isRegularFile(file) && Files.size(file) == blob.size()) {
                copying.moved(blob.size());
            } else {
                Files.createDirectories(file.getParent());
                writeBlob(blob, file, copying);
                sent += blob.size();
            }
        }
        return sent;
    }

    private static void writeBlob(Layout.Entry blob, Path name, Copying copying) throws IOException {
        try (AtomicFile file = new AtomicFile(name)) {
            copying.copy(blob, file.out());
            file.commit();
        }
    }

    /**
     * Adds the image to the index. Concurrent writers do not overwrite each other's changes: threads synchronize on the
     * class, processes lock the marker file.
     */
    private void writeIndex(Layout layout) throws IOException {
        synchronized (DirectoryPublisher.class) {
            try (FileChannel marker = FileChannel.open(
                            directory.resolve("oci-layout"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = marker.lock()) {
                Path index = directory.resolve("index.json");
                List<JsonObject> manifests = new ArrayList<>(Files.exists(index) ? others(index, layout) : List.of());
                manifests.addAll(layout.manifests());
                marker.write(ByteBuffer.wrap(Layout.MARKER), 0);
                marker.truncate(Layout.MARKER.length);
                write(index, Layout.index(manifests));
            }
        }
    }

    private static List<JsonObject> others(Path index, Layout layout) throws IOException {
        List<JsonObject> replaced = layout.manifests();
        List<JsonObject> result = new ArrayList<>();
        for (JsonObject manifest : manifests(index)) {
            if (replaced.stream().noneMatch(replacement -> sameName(manifest, replacement))) {
                result.add(manifest);
            }
        }
        return result;
    }

    private static List<JsonObject> manifests(Path index) throws IOException {
        try {
            return JsonObject.parse(Files.readAllBytes(index)).objects("manifests");
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    index + " is not the index of an OCI layout (" + e.getMessage() + "); use another directory", e);
        }
    }

    /** Whether two entries have the same name. Entries without a name are compared by digest. */
    private static boolean sameName(JsonObject one, JsonObject other) {
        String name = one.stringMap("annotations").getOrDefault(Layout.IMAGE_NAME, "");
        String otherName = other.stringMap("annotations").getOrDefault(Layout.IMAGE_NAME, "");
        return name.equals(otherName)
                && (!name.isEmpty() || one.string("digest").equals(other.string("digest")));
    }

    private static void write(Path name, byte[] bytes) throws IOException {
        try (AtomicFile file = new AtomicFile(name)) {
            file.out().write(bytes);
            file.commit();
        }
    }
}
