package io.jenkins.containerbuild.build.docker;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files that buildx reads and writes while it runs, for nobody's eyes but the user's; they go when it has ended. */
final class BuildxFolder implements AutoCloseable {
    private final Path root;

    private BuildxFolder(Path root) {
        this.root = root;
    }

    static BuildxFolder create() {
        try {
            return new BuildxFolder(Files.createTempDirectory("container-build"));
        } catch (IOException e) {
            throw fault(e);
        }
    }

    Path file(String name) {
        return root.resolve(name);
    }

    Path write(String name, byte[] content) {
        try {
            Files.createDirectories(file(name).getParent());
            return Files.write(file(name), content);
        } catch (IOException e) {
            throw fault(e);
        }
    }

    Path link(String name, Path target) {
        try {
            return Files.createSymbolicLink(file(name), target);
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private static ServiceException fault(IOException e) {
        return new ServiceException(
                "the directory for temporary files cannot be written: " + e.getMessage()
                        + "; -Djava.io.tmpdir in JAVA_TOOL_OPTIONS names another",
                e);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // Left behind among temporary files, which somebody clears.
        }
    }
}
