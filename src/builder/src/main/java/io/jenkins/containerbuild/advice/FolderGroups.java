package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.context.NeededFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Groups files that break the same rule. Each file belongs to the topmost folder in which at least half of the files
 * break the rule, otherwise to the folder that contains the file. Small groups and large files are reported as
 * individual files.
 */
final class FolderGroups {
    private final Limits limits;
    private final ImageReach reach;
    private final Map<String, Count> counts = new HashMap<>();
    private final List<Place> places = new ArrayList<>();

    /**
     * The limits that decide whether files are reported individually, as a folder or not at all.
     *
     * @param singleBytes minimum size in bytes of a file that is reported individually
     * @param folderFiles minimum number of files in a reported folder
     * @param folderBytes minimum total size in bytes of the files in a reported folder
     * @param largeBytes size in bytes from which a file is never grouped with others
     * @param averageBytes minimum average size in bytes of the files in a reported folder
     */
    record Limits(long singleBytes, int folderFiles, long folderBytes, long largeBytes, long averageBytes) {}

    /** The number of files in and below a folder: those that break the rule, and all needed files. */
    private static final class Count {
        private int found;
        private int all;
    }

    private FolderGroups(Limits limits, ImageReach reach) {
        this.limits = limits;
        this.reach = reach;
    }

    /**
     * @param found the files that break the rule
     * @param all all needed files
     */
    static List<Place> of(List<NeededFile> found, List<NeededFile> all, Limits limits, ImageReach reach) {
        FolderGroups groups = new FolderGroups(limits, reach);
        groups.join(found, all);
        return groups.places;
    }

    private void join(List<NeededFile> found, List<NeededFile> all) {
        List<NeededFile> small = new ArrayList<>();
        for (NeededFile file : found) {
            if (file.bytes() >= limits.largeBytes() || found.size() < limits.folderFiles()) {
                addSingle(file);
            } else {
                small.add(file);
            }
        }
        if (small.isEmpty()) {
            return;
        }
        count(small, all);
        Map<String, List<NeededFile>> folders = new LinkedHashMap<>();
        for (NeededFile file : small) {
            folders.computeIfAbsent(folder(file.node().path()), path -> new ArrayList<>())
                    .add(file);
        }
        folders.forEach(this::addFolder);
    }

    private void count(List<NeededFile> found, List<NeededFile> all) {
        for (NeededFile file : found) {
            forEachFolder(file, folder -> counts.computeIfAbsent(folder, path -> new Count()).found++);
        }
        for (NeededFile file : all) {
            if (!file.node().isDirectory()) {
                forEachFolder(file, folder -> {
                    Count count = counts.get(folder);
                    if (count != null) {
                        count.all++;
                    }
                });
            }
        }
    }

    private static void forEachFolder(NeededFile file, Consumer<String> use) {
        String path = file.node().path();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            use.accept(path.substring(0, slash + 1));
        }
    }

    /** The topmost folder in which at least half of the files break the rule, or the file's own folder. */
    private String folder(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash + 1);
            if (isMainly(folder)) {
                return folder;
            }
        }
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private boolean isMainly(String folder) {
        Count count = counts.get(folder);
        return count != null && count.found >= limits.folderFiles() && count.found * 2 >= count.all;
    }

    private void addFolder(String folder, List<NeededFile> files) {
        long bytes = files.stream().mapToLong(NeededFile::bytes).sum();
        boolean isMuch = bytes >= limits.folderBytes() && bytes >= limits.averageBytes() * files.size();
        if (files.size() < limits.folderFiles() || !isMuch) {
            files.forEach(this::addSingle);
            return;
        }
        Count count = counts.get(folder);
        if (count != null && count.all == files.size()) {
            Place whole = Place.whole(folder);
            files.forEach(file -> whole.add(file, reach.includes(file)));
            places.add(whole);
        } else {
            places.add(Place.partOf(folder, isMainly(folder)).addAll(files, reach));
        }
    }

    private void addSingle(NeededFile file) {
        if (file.bytes() >= limits.singleBytes()) {
            Place single = Place.whole(file.path());
            single.add(file, reach.includes(file));
            places.add(single);
        }
    }
}
