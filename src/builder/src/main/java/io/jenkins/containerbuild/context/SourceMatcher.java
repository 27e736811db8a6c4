package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.GoMatch;
import io.jenkins.containerbuild.context.pattern.PatternList;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.LinkResolver;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the sources of COPY, ADD and bind mounts in a tree, as BuildKit does. Wildcards follow Go's
 * {@code filepath.Match}. A leading slash and {@code ..} do not leave the tree. A source that is a link is followed
 * within the tree; links inside a copied directory are not followed. Only directories that a source can reach are read.
 */
public final class SourceMatcher {
    private final FileTree tree;
    private final String dockerfile;
    private final MissingSource missing;
    private final Gap gap;

    /** What to do if the directory in which a wildcard searches is missing. */
    enum Gap {
        /** Report an error, as BuildKit does. */
        IS_AN_ERROR,
        /** Treat the directory as empty. */
        IS_EMPTY
    }

    /** @param dockerfile name of the Dockerfile, for messages */
    public SourceMatcher(FileTree tree, String dockerfile) {
        this(tree, dockerfile, Gap.IS_AN_ERROR);
    }

    SourceMatcher(FileTree tree, String dockerfile, Gap gap) {
        this.gap = gap;
        this.tree = tree;
        this.dockerfile = dockerfile;
        this.missing = new MissingSource(tree, dockerfile);
    }

    /** A path that a source refers to, and the links that were followed before the first wildcard of the source. */
    private record Place(String path, List<FileNode> links) {}

    /** A match of a source, with the links that were followed to reach the match. */
    record Found(SourceMatch match, List<FileNode> links) {}

    /**
     * Returns all matches of the sources, in the order of the sources. A wildcard may match nothing, but the directory
     * in which it searches must exist.
     *
     * @throws InputException with the line of the instruction, if a source is missing in the tree, a pattern is
     *     malformed, or a pipe or device would be copied
     */
    public List<SourceMatch> match(CopySource copy) {
        List<SourceMatch> matches = new ArrayList<>();
        for (Found found : find(copy)) {
            matches.add(found.match());
        }
        return matches;
    }

    List<Found> find(CopySource copy) {
        List<Found> found = new ArrayList<>();
        PatternList excludes = PatternList.ofExcludes(copy.excludes(), dockerfile, copy.line());
        for (String source : copy.sources()) {
            if (copy.literal()) {
                found.add(found(copy, source, false, new Place(TreePath.inRoot(source), List.of()), excludes));
            } else if (copy.parents()) {
                findWithParents(copy, source, excludes, found);
            } else {
                findPlain(copy, source, excludes, found);
            }
        }
        return found;
    }

    private void findPlain(CopySource copy, String source, PatternList excludes, List<Found> found) {
        String pattern = TreePath.inRoot(source);
        boolean wildcard = GoMatch.hasWildcards(pattern);
        for (Place place : expand(copy, source, pattern)) {
            Found one = found(copy, source, wildcard, place, excludes);
            if (!isExcludedFile(one.match(), excludes)) {
                found.add(one);
            }
        }
    }

    /**
     * Whether the match is a file that an exclude matches. The Dockerfile reference says that {@code --exclude} applies
     * to such a file, but BuildKit copies it (moby/buildkit issue 5489). For a directory that a source names, excludes
     * apply to its contents only.
     */
    private static boolean isExcludedFile(SourceMatch match, PatternList excludes) {
        return !match.root().isDirectory()
                && excludes.match(TreePath.name(match.path()), excludes.root()).selected();
    }

    /**
     * Finds the matches for {@code --parents}: the source is a pattern relative to the pivot {@code /./}, and parent
     * directories below the pivot are copied too.
     */
    private void findWithParents(CopySource copy, String source, PatternList excludes, List<Found> found) {
        int pivot = source.indexOf("/./");
        String base = TreePath.inRoot(pivot < 0 ? "" : source.substring(0, pivot));
        String pattern = TreePath.inRoot(pivot < 0 ? source : source.substring(pivot + 3));
        boolean wildcard = GoMatch.hasWildcards(base) || GoMatch.hasWildcards(pattern);
        PatternList includes = PatternList.ofExcludes(List.of(pattern), dockerfile, copy.line());
        for (Place place : expand(copy, source, base)) {
            LinkResolver.Resolved resolved = resolve(copy, source, place.path());
            FileNode root = resolved.node().orElseThrow();
            List<FileNode> below = pattern.isEmpty()
                    ? CopyWalk.all(tree, resolved.path(), excludes)
                    : CopyWalk.included(tree, resolved.path(), includes, pattern, excludes);
            String wanted = TreePath.join(resolved.path(), pattern);
            if (below.isEmpty() && !wildcard && tree.find(wanted).isEmpty()) {
                throw missing.error(copy.line(), source, wanted);
            }
            if (root.isDirectory()) {
                found.add(found(copy, source, wildcard, place, resolved, below));
            }
        }
    }

    /** Returns the paths that a pattern matches; links before the first wildcard of the pattern are followed. */
    private List<Place> expand(CopySource copy, String source, String pattern) {
        if (!GoMatch.hasWildcards(pattern)) {
            return List.of(new Place(pattern, List.of()));
        }
        if (!GoMatch.of(pattern).isValid()) {
            throw InputException.at(
                    dockerfile,
                    copy.line(),
                    "the pattern \"" + source
                            + "\" is malformed: a [ is not closed or is empty, a range is incomplete,"
                            + " or the last character is \\");
        }
        int wild = 0;
        for (int slash = pattern.indexOf('/');
                slash >= 0 && !GoMatch.hasWildcards(pattern.substring(wild, slash));
                slash = pattern.indexOf('/', wild)) {
            wild = slash + 1;
        }
        String start = pattern.substring(0, Math.max(0, wild - 1));
        if (gap == Gap.IS_EMPTY && new LinkResolver(tree).resolve(start).node().isEmpty()) {
            return List.of();
        }
        LinkResolver.Resolved base = resolve(copy, source, start);
        List<Place> places = new ArrayList<>();
        for (String path : new Wildcards(tree, base.path(), pattern.substring(wild)).paths()) {
            places.add(new Place(path, base.links()));
        }
        return places;
    }

    private Found found(CopySource copy, String source, boolean wildcard, Place place, PatternList excludes) {
        LinkResolver.Resolved resolved = resolve(copy, source, place.path());
        boolean directory = resolved.node().orElseThrow().isDirectory();
        List<FileNode> below = directory ? CopyWalk.all(tree, resolved.path(), excludes) : List.of();
        return found(copy, source, wildcard, place, resolved, below);
    }

    private Found found(
            CopySource copy,
            String source,
            boolean wildcard,
            Place place,
            LinkResolver.Resolved resolved,
            List<FileNode> below) {
        FileNode root = resolved.node().orElseThrow();
        refuseSpecial(copy, root, resolved.path(), "");
        for (FileNode node : below) {
            refuseSpecial(copy, node, resolved.path(), node.path());
        }
        List<FileNode> passed = new ArrayList<>(place.links());
        passed.addAll(resolved.links());
        return new Found(new SourceMatch(source, wildcard, place.path(), root, below), passed);
    }

    private LinkResolver.Resolved resolve(CopySource copy, String source, String path) {
        LinkResolver.Resolved resolved = new LinkResolver(tree).resolve(path);
        if (resolved.endless()) {
            throw missing.endless(copy.line(), source);
        }
        if (resolved.node().isEmpty()) {
            throw missing.error(copy.line(), source, resolved.missing());
        }
        return resolved;
    }

    /**
     * Rejects pipes and devices on disk. Pipes and devices in images and archives are of other kinds and can be written
     * to a layer.
     */
    private void refuseSpecial(CopySource copy, FileNode node, String directory, String name) {
        if (node.kind() == FileNode.Kind.OTHER) {
            String path = TreePath.join(directory, name);
            throw InputException.at(
                    dockerfile,
                    copy.line(),
                    "\"" + path
                            + "\" is a pipe or a device, which cannot be copied; delete it or add \""
                            + path + "\" to " + tree.ignoreFileName());
        }
    }
}
