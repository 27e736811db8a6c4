package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.context.NeededFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A file or folder that breaks a rule, with the total number and size of the files that break it. */
final class Place {
    private static final int MOST_PATTERNS = 6;

    final String path;
    private final boolean recursive;
    private final Set<String> patterns = new TreeSet<>();
    private long files;
    private long bytes;
    private long imageBytes;
    private boolean inImage;
    private int line = Integer.MAX_VALUE;

    private Place(String path, boolean recursive) {
        this.path = path;
        this.recursive = recursive;
    }

    /**
     * Creates a place for a file, or for a folder in which everything breaks the rule; a folder path ends with a slash.
     */
    static Place whole(String path) {
        Place place = new Place(path, false);
        place.patterns.add(escapedPath(path));
        return place;
    }

    /**
     * Creates a place for a folder in which only some files break the rule.
     *
     * @param folder path of the folder with a slash at the end, or "" for the whole context
     * @param recursive whether files of subfolders may be added
     */
    static Place partOf(String folder, boolean recursive) {
        return new Place(folder, recursive);
    }

    void add(NeededFile file, boolean reachesImage) {
        files += file.node().isDirectory() ? 0 : 1;
        bytes += file.bytes();
        imageBytes += reachesImage ? file.bytes() : 0;
        inImage |= reachesImage;
        line = Math.min(line, file.lines().get(0));
    }

    /** Adds a file, and an ignore pattern that matches this file and similar ones. */
    void addWithPattern(NeededFile file, boolean reachesImage) {
        add(file, reachesImage);
        String name = file.node().name();
        int dot = name.lastIndexOf('.');
        String like = dot > 0 ? "*" + escaped(name.substring(dot)) : escaped(name);
        patterns.add(escaped(path) + (recursive ? "**/" : "") + like);
    }

    Place addAll(Collection<NeededFile> all, ImageReach reach) {
        all.forEach(file -> addWithPattern(file, reach.includes(file)));
        return this;
    }

    String shownPath() {
        return path.isEmpty() ? "./" : path;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** Size in bytes of the files that get into the image. */
    long imageBytes() {
        return imageBytes;
    }

    boolean isInImage() {
        return inImage;
    }

    /** First line of the first instruction that uses one of the files. */
    int line() {
        return line;
    }

    /** The patterns to add to an ignore file, as part of a sentence. */
    String patterns() {
        List<String> shown = new ArrayList<>(patterns);
        if (shown.size() > MOST_PATTERNS) {
            return "the files of " + shownPath();
        }
        String last = shown.remove(shown.size() - 1);
        return shown.isEmpty() ? last : String.join(", ", shown) + " and " + last;
    }

    /** The pattern that matches only this path; the path of a folder may end with a slash. */
    static String escapedPath(String path) {
        return escaped(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /** Returns the path with the special characters of ignore files escaped. */
    private static String escaped(String path) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean special = "*?[]\\^|{}".indexOf(c) >= 0 || (i == 0 && "!# ".indexOf(c) >= 0);
            pattern.append(special ? "\\" : "").append(c);
        }
        return pattern.toString();
    }
}
