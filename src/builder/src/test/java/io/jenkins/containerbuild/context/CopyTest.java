package io.jenkins.containerbuild.context;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.RootFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Compares this package with the table copies.txt and with BuildKit. */
public class CopyTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void findsExpectedFiles() throws IOException {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        for (CopyCases.World world : CopyCases.read()) {
            Path context = world.create(folder.newFolder().toPath());
            for (CopyCases.Case each : world.cases()) {
                cases++;
                String found = find(context, each);
                boolean right = each.expected() != null
                        && (each.fails() ? failsAs(found, each.expected()) : found.equals(each.expected()));
                if (!right) {
                    wrong.add("\n" + world + ": " + each.sources() + "\n    expected " + each.expected()
                            + "\n    found    " + found);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue("only " + cases + " cases", cases >= 200);
    }

    private static boolean failsAs(String found, String expected) {
        return found.startsWith("error")
                && found.contains(expected.substring("error".length()).trim());
    }

    /** Returns the contents of /o after a copy by this package. */
    private static String find(Path context, CopyCases.Case each) {
        DiskTree tree = DiskTree.of(context, IgnoreFile.find(context, context.resolve("Dockerfile")), "context");
        try {
            SortedMap<String, FileNode> image = new TreeMap<>(PathOrder.BY_BYTES);
            for (SourceMatch match : new SourceMatcher(tree, "Dockerfile").match(each.source())) {
                if (match.root().isDirectory()) {
                    match.below().forEach(node -> image.put(node.path(), node));
                } else {
                    image.put(TreePath.name(match.path()), match.root());
                }
            }
            List<String> names = new ArrayList<>();
            image.forEach((path, node) -> names.add(CopyCases.encode(
                    path + (node.isDirectory() ? "/" : node.isSymlink() ? "=>" + node.linkTarget() : ""))));
            return String.join(" ", names);
        } catch (InputException e) {
            return "error " + e.getMessage();
        }
    }

    @Test
    public void buildKitFindsTheSame() throws IOException {
        DockerEngine engine = DockerEngine.v26().require();
        List<String> wrong = new ArrayList<>();
        for (CopyCases.World world : CopyCases.read()) {
            List<CopyCases.Case> asked =
                    world.cases().stream().filter(CopyCases.Case::byEngine).toList();
            if (asked.isEmpty()) {
                continue;
            }
            Path context = world.create(folder.newFolder().toPath());
            Map<CopyCases.Case, String> made = build(engine, context, asked);
            for (CopyCases.Case each : asked) {
                String expected = each.fails() ? "error" : each.expected();
                if (!expected.equals(made.get(each))) {
                    wrong.add("\n" + world + ": " + each.sources() + "\n    expected " + expected + "\n    BuildKit "
                            + made.get(each));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** One build by buildx for all copies that succeed, one for each that fails, some at once. */
    private Map<CopyCases.Case, String> build(DockerEngine engine, Path context, List<CopyCases.Case> cases)
            throws IOException {
        Map<CopyCases.Case, String> made = Collections.synchronizedMap(new IdentityHashMap<>());
        StringBuilder stages = new StringBuilder();
        StringBuilder last = new StringBuilder("FROM scratch\n");
        for (int i = 0; i < cases.size(); i++) {
            if (!cases.get(i).fails()) {
                stages.append("FROM scratch AS s" + i + "\n" + cases.get(i).instruction() + "\n");
                last.append("COPY --from=s" + i + " / /" + i + "/\n");
            }
        }
        cases.parallelStream()
                .filter(CopyCases.Case::fails)
                .forEach(each -> made.put(each, fails(engine, context, alone(each)) ? "error" : "no error"));
        RootFileSystem all = export(engine, context, stages.toString() + last);
        for (int i = 0; i < cases.size(); i++) {
            if (!cases.get(i).fails()) {
                made.put(cases.get(i), all == null ? "error" : listing(all, i + "/o/"));
            }
        }
        return made;
    }

    private static String alone(CopyCases.Case each) {
        return "FROM scratch\n" + each.instruction() + "\n";
    }

    /** Docker's own command line starts faster than buildx, and what is missing is missing for both. */
    private boolean fails(DockerEngine engine, Path context, String dockerfile) {
        try {
            Path directory = Files.createTempDirectory(folder.getRoot().toPath(), "build");
            Path file = Files.writeString(directory.resolve("Dockerfile"), dockerfile);
            return engine.buildKit(
                                    context,
                                    // A wildcard that finds nothing has the same cache key in a directory that is
                                    // missing.
                                    "--no-cache",
                                    "--file=" + file,
                                    "--output=type=tar,dest=" + directory.resolve("image.tar"))
                            .run()
                            .exit()
                    != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RootFileSystem export(DockerEngine engine, Path context, String dockerfile) {
        try {
            Path directory = Files.createTempDirectory(folder.getRoot().toPath(), "build");
            Path file = Files.writeString(directory.resolve("Dockerfile"), dockerfile);
            Path tar = directory.resolve("image.tar");
            Command.Result result = engine.docker(
                            "buildx",
                            "build",
                            "--provenance=false",
                            "--file=" + file,
                            "--output=type=tar,dest=" + tar,
                            context.toString())
                    .run();
            return result.exit() == 0 ? RootFileSystem.ofTar(tar) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String listing(RootFileSystem image, String directory) {
        SortedSet<String> names = new TreeSet<>(PathOrder.BY_BYTES);
        image.entries().forEach((path, entry) -> {
            if (path.startsWith(directory) && path.length() > directory.length()) {
                String name = path.substring(directory.length());
                names.add(CopyCases.encode(
                        entry.type().equals("folder")
                                ? name + (name.endsWith("/") ? "" : "/")
                                : entry.type().equals("link") ? name + "=>" + entry.content() : name));
            }
        });
        return String.join(" ", names);
    }

    /** Writes what BuildKit makes of each copy that has no arrow yet: {@code -Dcopies.answers=FILE}. */
    @Test
    public void asksBuildKitForAnswers() throws IOException {
        String answers = System.getProperty("copies.answers");
        if (answers == null) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (CopyCases.World world : CopyCases.read()) {
            Path context = world.create(folder.newFolder().toPath());
            text.append("world " + world + "\n");
            for (CopyCases.Case each : world.cases()) {
                if (each.byEngine() && each.expected() == null) {
                    RootFileSystem image = export(DockerEngine.v26().require(), context, alone(each));
                    text.append("copy " + each.sources() + " -> " + (image == null ? "error" : listing(image, "o/"))
                            + "\n");
                }
            }
        }
        Files.writeString(Path.of(answers), text);
    }
}
