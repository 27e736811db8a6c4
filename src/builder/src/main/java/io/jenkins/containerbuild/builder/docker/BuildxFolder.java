package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that buildx reads and writes while it runs, for nobody's eyes but the user's; they go when it has ended. */
final class BuildxFolder implements AutoCloseable {
    private final CacheDirectory cache;
    private final ScratchDirectory root;

    BuildxFolder(CacheDirectory cache) {
        this.cache = cache;
        this.root = cache.scratch();
    }

    Path file(String name) {
        return root.path().resolve(name);
    }

    Path write(String name, byte[] content) {
        try {
            return root.write(name, content);
        } catch (IOException e) {
            throw cache.failure(e);
        }
    }

    Path link(String name, Path target) {
        try {
            return Files.createSymbolicLink(file(name), target);
        } catch (IOException e) {
            throw cache.failure(e);
        }
    }

    @Override
    public void close() {
        root.close();
    }
}
