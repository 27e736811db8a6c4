package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.context.pattern.PatternList;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.LinkResolver;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.file.TreePath;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The patterns of files that are hidden from a build. They are read from {@code NAME.dockerignore} next to the
 * Dockerfile NAME, otherwise from {@code .dockerignore} at the top of the context, as moby/patternmatcher's package
 * {@code ignorefile} does.
 */
public final class IgnoreFile {

    /** Hides nothing. */
    public static final IgnoreFile NONE = new IgnoreFile("", new PatternList(""), List.of());

    /** Maximum length of a line in bytes; the scanner of BuildKit's clients has the same limit. */
    private static final int LONGEST_LINE = 65535;

    private final String name;
    private final PatternList patterns;
    private final List<String> lines;

    private IgnoreFile(String name, PatternList patterns, List<String> lines) {
        this.name = name;
        this.patterns = patterns;
        this.lines = lines;
    }

    /**
     * Finds the ignore file for a build.
     *
     * @throws InputException if the file cannot be read or one of its lines is malformed
     */
    public static IgnoreFile find(Path context, Path dockerfile) {
        Path own = dockerfile.toAbsolutePath().resolveSibling(dockerfile.getFileName() + ".dockerignore");
        return read(own.getParent(), own.getFileName().toString()).orElseGet(() -> find(context));
    }

    /**
     * Finds the ignore file of a directory without a Dockerfile, such as a named context.
     *
     * @throws InputException if the file cannot be read or one of its lines is malformed
     */
    public static IgnoreFile find(Path context) {
        return read(context, ".dockerignore").orElse(NONE);
    }

    /** Reads the file, which may be a link. Links cannot lead out of the directory. */
    private static Optional<IgnoreFile> read(Path directory, String name) {
        FileTree tree = DiskTree.of(directory, NONE, "directory of " + name);
        Optional<FileNode> file = new LinkResolver(tree).resolve(name).node().filter(FileNode::isFile);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream bytes = file.get().content().open()) {
            return Optional.of(parse(name, bytes));
        } catch (IOException e) {
            throw new InputException(
                    name + " cannot be read: " + e.getMessage() + ". Make it readable or delete it", e);
        }
    }

    /** @param name name of the file, for messages */
    static IgnoreFile parse(String name, InputStream bytes) throws IOException {
        PatternList patterns = new PatternList(name);
        List<String> lines = new ArrayList<>();
        BufferedInputStream buffered = new BufferedInputStream(bytes, 1 << 16);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int number = 0;
        for (int b = buffered.read(); b >= 0; b = buffered.read()) {
            if (b == '\n') {
                lines.add(addLine(patterns, line, ++number));
            } else if (line.size() == LONGEST_LINE) {
                throw InputException.at(
                        name, number + 1, "the line is longer than " + LONGEST_LINE + " bytes; shorten it");
            } else {
                line.write(b);
            }
        }
        lines.add(addLine(patterns, line, ++number));
        return new IgnoreFile(name, patterns, lines);
    }

    private static String addLine(PatternList patterns, ByteArrayOutputStream line, int number) {
        String text = PathBytes.decode(line.toByteArray(), 0, line.size());
        line.reset();
        if (number == 1 && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        if (!text.startsWith("#")) {
            addPattern(patterns, TreePath.trimSpace(text), number);
        }
        return text;
    }

    /** Adds a pattern. Leading slashes are ignored, including those after an exclamation mark. */
    private static void addPattern(PatternList patterns, String text, int number) {
        boolean exception = text.startsWith("!");
        String pattern = exception ? TreePath.trimSpace(text.substring(1)) : text;
        if (!pattern.isEmpty()) {
            pattern = TreePath.clean(pattern);
            pattern = pattern.length() > 1 && pattern.startsWith("/") ? pattern.substring(1) : pattern;
        }
        patterns.add(exception ? "!" + pattern : pattern, number);
    }

    /** The name of the file, or "" for {@link #NONE}. */
    public String name() {
        return name;
    }

    /** The lines as written, comments included. */
    public List<String> lines() {
        return lines;
    }

    PatternList patterns() {
        return patterns;
    }
}
