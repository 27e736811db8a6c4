package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import java.util.List;
import java.util.Optional;

/** The file system of {@code scratch}. */
enum EmptyTree implements FileTree {
    SCRATCH;

    @Override
    public Optional<FileNode> find(String path) {
        return path.isEmpty() ? Optional.of(OverlayTree.ROOT) : Optional.empty();
    }

    @Override
    public List<FileNode> children(String directory) {
        return List.of();
    }

    @Override
    public String describe() {
        return "empty image scratch";
    }
}
