package io.jenkins.containerbuild;

import io.jenkins.containerbuild.context.DiskTree;
import io.jenkins.containerbuild.context.IgnoreFile;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.image.NamedContext;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The local directories that files are copied from, without the files excluded by ignore files.
 *
 * @param context the build context
 * @param named the directories of {@code --build-context NAME=DIRECTORY}, by name
 */
record LocalTrees(DiskTree context, Map<String, DiskTree> named) {

    static LocalTrees of(BuildRequest request) {
        Path folder = request.source().context();
        DiskTree context =
                DiskTree.of(folder, IgnoreFile.find(folder, request.source().dockerfilePath()), "context");
        Map<String, DiskTree> named = new LinkedHashMap<>();
        for (NamedContext place : request.source().contexts()) {
            if (place instanceof NamedContext.Directory directory) {
                Path root = directory.path();
                named.put(place.name(), DiskTree.of(root, IgnoreFile.find(root), "named context " + place.name()));
            }
        }
        return new LocalTrees(context, named);
    }

    /**
     * Maps names to directories: "" to the build context, and each named context to its directory, both by name and by
     * the reference in the Dockerfile that the context replaces.
     */
    Map<String, FileTree> byReference(Collection<ExternalSource> sources) {
        Map<String, FileTree> trees = new LinkedHashMap<>(named);
        for (ExternalSource source : sources) {
            if (source.place() instanceof NamedContext.Directory directory) {
                trees.put(source.reference(), named.get(directory.name()));
            }
        }
        trees.put("", context);
        return trees;
    }
}
