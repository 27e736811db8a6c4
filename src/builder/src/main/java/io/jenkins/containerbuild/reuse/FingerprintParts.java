package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.context.SourceMatch;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects the parts of a {@link Fingerprint}. Needed stages are numbered consecutively, because stage names and
 * unneeded stages do not affect the image.
 */
final class FingerprintParts {
    private final Map<String, String> parts = new TreeMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();
    /** Numbers of the needed stages, by their index in the Dockerfile. */
    private final Map<String, String> stageNumbers = new HashMap<>();

    private final FileDigests digests;
    private final Map<String, String> fetched;
    private final Optional<Long> sourceDateEpoch;

    /** @param fetched for each URL, a text that changes when the remote content changes */
    FingerprintParts(FileDigests digests, Map<String, String> fetched, Optional<Long> sourceDateEpoch) {
        this.digests = digests;
        this.fetched = fetched;
        this.sourceDateEpoch = sourceDateEpoch;
    }

    void addSettings(Map<String, Object> settings) {
        settings.forEach((option, value) -> put(option, Canonical.digest(value)));
    }

    void addImages(Map<ExternalSource.Key, BaseImage> images) {
        images.forEach(
                (key, image) -> put("base " + key, image.descriptor().digest().hex()));
    }

    void addStages(List<Stage> stages) {
        boolean commands = stages.stream().anyMatch(FingerprintParts::runsCommands);
        for (Stage stage : stages) {
            stageNumbers.put(Integer.toString(stage.index()), "stage " + stageNumbers.size());
            addStage(stage, commands);
        }
    }

    static boolean runsCommands(Stage stage) {
        return stage.instructions().stream().anyMatch(Instruction.Run.class::isInstance);
    }

    private void addStage(Stage stage, boolean commands) {
        String number = stageNumbers.get(Integer.toString(stage.index()));
        String base = stage.baseStage() < 0 ? stage.base() : "";
        String baseStage = stageNumbers.getOrDefault(Integer.toString(stage.baseStage()), "");
        put(number, Canonical.digest(List.of(base, baseStage, stage.platform())));
        places.put(number, place(stage.from()));
        int count = 0;
        for (Instruction instruction : stage.instructions()) {
            // The number is part of the name, so that the order of the instructions affects the fingerprint.
            String name = "instruction " + ++count + " of " + number;
            put(name, Canonical.digest(decisive(instruction, commands), from -> stageNumbers.getOrDefault(from, from)));
            places.put(name, place(instruction.position()));
            if (instruction instanceof Instruction.Add add) {
                addFetched(name, add);
            }
        }
    }

    private void addFetched(String instruction, Instruction.Add add) {
        int count = 0;
        for (String source : add.remoteSources()) {
            String name = "source " + ++count + " of " + instruction;
            if (fetched.containsKey(source) && add.checksum().isEmpty()) {
                put(name, fetched.get(source));
                places.put(name, "what " + place(add.position()) + " fetches");
            }
        }
    }

    /**
     * The part of an instruction that affects the image. Values of build arguments are visible to RUN commands; in all
     * other instructions they are already expanded, and the image's history contains only the defaults.
     */
    private static Object decisive(Instruction instruction, boolean commands) {
        return instruction instanceof Instruction.Arg arg && !commands ? arg.defaults() : instruction;
    }

    private static String place(Instruction.Position position) {
        return "line " + position.line() + " (" + position.keyword() + ")";
    }

    /** @param name name of the context; "" for the build context */
    void addFiles(String name, ContextPlan plan) {
        List<FileContent> contents = new ArrayList<>();
        for (NeededFile file : plan.files()) {
            if (file.node().isFile()) {
                contents.add(file.node().content());
            }
        }
        List<String> identities = digests.identities(contents);
        String prefix = name.isEmpty() ? "file " : "context " + name + ", file ";
        Map<Object, String> linked = new HashMap<>();
        int next = 0;
        for (NeededFile file : plan.files()) {
            FileNode node = file.node();
            String what = node.isFile() ? identities.get(next++) : node.kind() + " " + node.linkTarget();
            put(prefix + file.path(), node.mode() + " " + time(node) + firstOfLinks(node, linked) + " " + what);
        }
        addTimesOfCopiedDirectories(name.isEmpty() ? "directory " : "context " + name + ", directory ", plan);
    }

    /**
     * Adds the modification times of directories whose contents are copied. COPY transfers the modification time of
     * such a directory, but not its mode, to the target directory.
     */
    private void addTimesOfCopiedDirectories(String prefix, ContextPlan plan) {
        if (sourceDateEpoch.isEmpty()) {
            return;
        }
        Set<String> done = new HashSet<>();
        for (ContextPlan.Use use : plan.uses()) {
            for (SourceMatch match : use.matches()) {
                FileNode root = match.root();
                if (root.isDirectory() && done.add(root.path())) {
                    put(prefix + root.path(), time(root));
                }
            }
        }
    }

    /**
     * The modification time of a file in the image, clamped to the epoch of a reproducible build; "" if no epoch is
     * given.
     */
    private String time(FileNode node) {
        return sourceDateEpoch
                .map(epoch -> "at " + Math.min(epoch, Math.floorDiv(node.mtimeNanos(), 1_000_000_000L)) + " ")
                .orElse("");
    }

    /**
     * Refers to the first hard link to the same file, because hard links are kept in the image; "" for the first link
     * itself and for other files.
     */
    private static String firstOfLinks(FileNode node, Map<Object, String> linked) {
        Object key = node.isFile() ? node.content().hardLinkKey() : null;
        String first = key == null ? null : linked.putIfAbsent(key, node.path());
        return first == null ? "" : "linked to " + first.length() + " " + first;
    }

    /** Adds a part. Parts with the same name do not replace each other. */
    private void put(String name, String part) {
        String free = name;
        while (parts.putIfAbsent(free, part) != null) {
            free += " (another)";
        }
    }

    /** @param pure see {@link Fingerprint#pure()} */
    Fingerprint fingerprint(boolean pure) {
        return new Fingerprint(parts, pure, places);
    }
}
