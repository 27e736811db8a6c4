package io.jenkins.containerbuild.file;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** One resolver for disk, images, stages and archives. */
public class LinkResolverTest {
    /** Links by path; a path without a target is a directory. */
    private static final Map<String, String> TREE = Map.ofEntries(
            Map.entry("d", ""),
            Map.entry("d/e", ""),
            Map.entry("d/e/up", "../x"),
            Map.entry("d/x", ""),
            Map.entry("abs", "/d/e"),
            Map.entry("out", "../../../d"),
            Map.entry("gone", "d/none/more"),
            Map.entry("back", "none/../d"),
            Map.entry("loop", "pool"),
            Map.entry("pool", "loop"),
            Map.entry("d/abs", "/x"));

    private record Row(String root, String path, String resolved, String missing, boolean endless) {}

    @Test
    public void linksAreFollowedWithinTheRoot() {
        List<Row> rows = List.of(
                new Row("", "", "", null, false),
                new Row("", "d/e/up", "d/x", null, false),
                new Row("", "abs/up", "d/x", null, false),
                new Row("", "abs/../x", "d/x", null, false),
                new Row("", "out/x", "d/x", null, false),
                new Row("", "gone/file", "d/none/more/file", "d/none/more/file", false),
                new Row("", "back/x", "d/x", "none/../d/x", false),
                new Row("", "d/none/../e", "d/e", "d/none/../e", false),
                new Row("", "loop/a", "pool", null, true),
                new Row("d", "abs", "d/x", null, false),
                new Row("d", "e/../../..", "d", null, false),
                new Row("d", "../d/e", "d/d/e", "d/d/e", false));
        for (Row row : rows) {
            LinkResolver.Resolved resolved =
                    new LinkResolver(LinkResolverTest::find, row.root(), 40, new PathLimits()).resolve(row.path());
            String where = row.path() + " below /" + row.root() + ": " + resolved;
            assertEquals(where, row.endless(), resolved.endless());
            assertEquals(where, row.missing(), resolved.missing());
            assertEquals(where, row.resolved(), row.endless() ? "pool" : resolved.path());
            assertEquals(
                    where,
                    row.missing() == null && !row.endless(),
                    resolved.node().isPresent());
        }
    }

    private static Optional<FileNode> find(String path) {
        String target = path.isEmpty() ? "" : TREE.get(path);
        return Optional.ofNullable(target)
                .map(to ->
                        to.isEmpty() ? FileNode.directory(path, 0755, 0, 0, 0) : FileNode.symlink(path, to, 0, 0, 0));
    }

    @Test
    public void pathsHaveTwoOrders() {
        List<String> paths = List.of("a/b", "a", "a.b", "b", "\udcff", "\ud83d\ude00", "\uffee", "a/\udcff");
        assertEquals(
                List.of("a", "a.b", "a/b", "a/\udcff", "b", "\uffee", "\ud83d\ude00", "\udcff"),
                paths.stream().sorted(PathOrder.BY_BYTES).toList());
        List<String> byParts = List.of("a", "a/b", "a/\udcff", "a.b", "b", "\uffee", "\ud83d\ude00", "\udcff");
        assertEquals(byParts, paths.stream().sorted(PathOrder.BY_PARTS).toList());
        for (String left : paths) {
            for (String right : paths) {
                byte[] bytes = PathBytes.encode("xx" + left + "x");
                int order = PathOrder.compareParts(bytes, 2, bytes.length - 3, PathBytes.encode(right));
                int expected = Integer.compare(byParts.indexOf(left), byParts.indexOf(right));
                assertEquals(left + " and " + right, expected, Integer.signum(order));
            }
        }
    }
}
