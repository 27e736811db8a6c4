package io.jenkins.containerbuild.context;

/**
 * How much a context holds, which only a walk of everything tells. Files are all but directories.
 *
 * @param files with those that are ignored
 * @param bytes of all files, ignored ones too
 * @param ignoredFiles that the ignore file hides
 */
public record ContextTotals(long files, long bytes, long ignoredFiles) {

    /** Walks the whole directory, also what is hidden in it. */
    public static ContextTotals of(DiskTree tree) {
        Walk walk = new Walk(tree);
        walk.count("", tree.ignoreFile().patterns().root());
        return new ContextTotals(walk.files, walk.bytes, walk.ignoredFiles);
    }

    private static final class Walk {
        private final FileTree everything;
        private final PatternList patterns;
        private long files;
        private long bytes;
        private long ignoredFiles;

        Walk(DiskTree tree) {
            this.everything = DiskTree.of(tree.root(), IgnoreFile.NONE, tree.describe());
            this.patterns = tree.ignoreFile().patterns();
        }

        void count(String directory, PatternList.Matched matched) {
            for (FileNode node : everything.children(directory)) {
                PatternList.Matched now = patterns.match(node.path(), matched);
                if (node.isDirectory()) {
                    count(node.path(), now);
                } else {
                    files++;
                    bytes += node.size();
                    ignoredFiles += now.selected() ? 1 : 0;
                }
            }
        }
    }
}
