package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an image as one tar: an OCI image layout, plus a {@code manifest.json} in the docker format. The same image
 * gives the same bytes. Layers are streamed and not held in memory.
 */
public final class ArchivePublisher implements Publisher {
    private final Output.Archive output;
    private final List<ImageReference> names;
    private final OutputStream stdout;
    private final PhaseTimer timer;
    private final Progress progress;

    /**
     * @param tags names of the image if the output has no names of its own
     * @param stdout receives the tar if the destination is {@code -}; it is not closed
     * @throws InputException if no file can be created at the destination
     */
    public ArchivePublisher(
            Output.Archive output,
            List<ImageReference> tags,
            OutputStream stdout,
            PhaseTimer timer,
            Progress progress) {
        this.output = output;
        this.names = output.names().isEmpty() ? tags : output.names();
        this.stdout = stdout;
        this.timer = timer;
        this.progress = progress;
        if (!output.isStdout()) {
            checkDestination(Path.of(output.destination()));
        }
    }

    private static void checkDestination(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new InputException("the output " + file + " is a directory; use a file in it, or type=oci,tar=false");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InputException("the directory of the output " + file + " does not exist; create " + folder);
        }
    }

    @Override
    public List<Published> publish(BuiltImage image) {
        warnOfZstandard(image);
        try (PhaseTimer.Running push = timer.start(Phase.PUSH)) {
            List<Layout.Entry> entries = entries(image);
            long total = entries.stream().mapToLong(Layout.Entry::size).sum();
            Copying copying =
                    new Copying(progress, output.isStdout() ? "standard output" : output.destination(), total);
            if (output.isStdout()) {
                write(entries, copying, stdout);
                checkWritten();
            } else {
                writeFile(entries, copying);
            }
            return List.of(
                    new Published(output.destination(), image.descriptor().digest(), total, 0, 0));
        } catch (IOException e) {
            throw Copying.failed(output.isStdout() ? "standard output" : output.destination(), e);
        }
    }

    private void warnOfZstandard(BuiltImage image) {
        if (output.format() == Output.Format.DOCKER
                && image.manifest().layers().stream()
                        .anyMatch(layer -> layer.mediaType().endsWith("zstd"))) {
            progress.warning("layers are compressed with zstd, which Docker Engine 20.10 cannot load (26.1 can); use "
                    + Setting.COMPRESSION.inWords("gzip") + " to support both");
        }
    }

    /** Checks for errors of a PrintStream such as standard output, which does not throw exceptions. */
    private void checkWritten() throws IOException {
        stdout.flush();
        if (stdout instanceof PrintStream printer && printer.checkError()) {
            throw new IOException("it is closed, or its disk is full");
        }
    }

    private List<Layout.Entry> entries(BuiltImage image) {
        Layout layout = new Layout(image, names);
        List<Layout.Entry> entries = new ArrayList<>();
        entries.add(Layout.Entry.of("oci-layout", Layout.MARKER));
        entries.add(Layout.Entry.of("index.json", Layout.index(layout.manifests())));
        if (output.format() == Output.Format.DOCKER) {
            entries.add(Layout.Entry.of("manifest.json", layout.dockerManifest()));
        }
        entries.addAll(layout.blobs());
        return entries;
    }

    private void writeFile(List<Layout.Entry> entries, Copying copying) throws IOException {
        try (AtomicFile file = new AtomicFile(Path.of(output.destination()))) {
            write(entries, copying, file.out());
            file.commit();
        }
    }

    private static void write(List<Layout.Entry> entries, Copying copying, OutputStream out) throws IOException {
        TarWriter tar = new TarWriter(out);
        tar.header(FileNode.directory("blobs", 0755, 0, 0, 0));
        tar.header(FileNode.directory("blobs/sha256", 0755, 0, 0, 0));
        for (Layout.Entry entry : entries) {
            tar.header(FileNode.file(entry.path(), 0444, 0, 0, 0, entry.size(), null));
            copying.copy(entry, out);
            tar.pad(entry.size());
        }
        tar.end();
        out.flush();
    }
}
