package io.jenkins.containerbuild;

import io.jenkins.containerbuild.context.DiskTree;
import io.jenkins.containerbuild.context.IgnoreFile;
import io.jenkins.containerbuild.file.FileTree;
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
        Path directory = request.source().context();
        DiskTree context = DiskTree.of(
                directory, IgnoreFile.find(directory, request.source().dockerfilePath()), "context");
        Map<String, DiskTree> named = new LinkedHashMap<>();
        request.source().contexts().forEach((name, place) -> {
            if (BuildRequest.isDirectory(place)) {
                Path root = Path.of(place);
                named.put(name, DiskTree.of(root, IgnoreFile.find(root), "named context " + name));
            }
        });
        return new LocalTrees(context, named);
    }

    /** The directories by the names that instructions use; "" is the build context. */
    Map<String, FileTree> byName() {
        Map<String, FileTree> trees = new LinkedHashMap<>(named);
        trees.put("", context);
        return trees;
    }
}
