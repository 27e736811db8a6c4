package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.PatternList;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Number and size of all files in a context, determined by a walk of the whole directory. Everything except directories
 * counts as a file.
 *
 * @param files number of files, including ignored ones
 * @param bytes size of all files, including ignored ones
 * @param ignoredFiles number of files that the ignore file hides
 * @param leftOut the largest directories that contain files but nothing that is needed; only directories whose parent
 *     directory is the root or contains something that is needed
 */
public record ContextTotals(long files, long bytes, long ignoredFiles, List<Directory> leftOut) {
    private static final int MOST_LEFT_OUT = 20;

    /** A directory, with the number of files in and below it and their size in bytes. */
    public record Directory(String path, long files, long bytes) {}

    /**
     * Walks the whole directory, including hidden files; throws a CancellationException if the thread is interrupted.
     */
    public static ContextTotals of(DiskTree tree, ContextPlan plan) {
        Walk walk = new Walk(tree, plan);
        Walk.Sum sum = walk.count("", tree.ignoreFile().patterns().root());
        walk.leftOut.sort(Comparator.comparingLong(Directory::bytes)
                .thenComparingLong(Directory::files)
                .reversed()
                .thenComparing(Directory::path));
        List<Directory> heaviest = walk.leftOut.subList(0, Math.min(MOST_LEFT_OUT, walk.leftOut.size()));
        return new ContextTotals(sum.files, sum.bytes, walk.ignoredFiles, List.copyOf(heaviest));
    }

    private static final class Walk {
        private final FileTree everything;
        private final PatternList patterns;
        private final Set<String> needed = new HashSet<>();
        private final List<Directory> leftOut = new ArrayList<>();
        private long ignoredFiles;

        private record Sum(long files, long bytes, long needed) {}

        Walk(DiskTree tree, ContextPlan plan) {
            this.everything = DiskTree.of(tree.root(), IgnoreFile.NONE, tree.describe());
            this.patterns = tree.ignoreFile().patterns();
            plan.files().forEach(file -> needed.add(file.node().path()));
        }

        private Sum count(String directory, PatternList.Matched matched) {
            List<Directory> unneeded = new ArrayList<>();
            long files = 0;
            long bytes = 0;
            long wanted = needed.contains(directory) ? 1 : 0;
            for (FileNode node : everything.children(directory)) {
                PatternList.Matched now = patterns.match(node.path(), matched);
                if (node.isDirectory()) {
                    Sum below = count(node.path(), now);
                    files += below.files;
                    bytes += below.bytes;
                    wanted += below.needed;
                    if (below.needed == 0 && below.files > 0) {
                        unneeded.add(new Directory(node.path(), below.files, below.bytes));
                    }
                } else {
                    files++;
                    bytes += node.size();
                    wanted += needed.contains(node.path()) ? 1 : 0;
                    ignoredFiles += now.selected() ? 1 : 0;
                }
            }
            if (wanted > 0 || directory.isEmpty()) {
                leftOut.addAll(unneeded);
            }
            return new Sum(files, bytes, wanted);
        }
    }
}
