package io.jenkins.containerbuild;

import io.jenkins.containerbuild.context.DiskTree;
import io.jenkins.containerbuild.context.IgnoreFile;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.image.NamedContext;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The local directories that files are copied from, without the files that their ignore files exclude.
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

    /** The directories by the names that instructions use; "" is the build context. */
    Map<String, FileTree> byName() {
        Map<String, FileTree> trees = new LinkedHashMap<>(named);
        trees.put("", context);
        return trees;
    }
}
