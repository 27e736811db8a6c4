package io.jenkins.containerbuild.reuse;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.FileContent;
import io.jenkins.containerbuild.context.FileNode;
import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that decides an image, part by part. Two builds with the same digest make the same image, as far as their commands do the same; times
 * of files, comments, formatting and files that no instruction needs do not count.
 *
 * @param parts what each part is called for people ({@code file src/a.txt}, {@code line 3}, {@code base debian:12}), and its digest
 * @param pure whether nothing from outside decides the image: no command ran, nothing was fetched
 */
public record Fingerprint(Map<String, String> parts, boolean pure) {

    /**
     * Takes the fingerprint.
     *
     * @param stages that the target needs
     * @param images that they use
     * @param files by the name of the context they are in; "" is the build's own
     * @param settings of the request that decide the image, by their option
     */
    public static Fingerprint of(
            List<Stage> stages,
            Map<String, BaseImage> images,
            Map<String, ContextPlan> files,
            Map<String, Object> settings,
            FileDigests digests) {
        Map<String, String> parts = new LinkedHashMap<>();
        settings.forEach((option, value) -> parts.put(option, Canonical.digest(value)));
        images.forEach((name, image) ->
                parts.put("base " + name, image.descriptor().digest().hex()));
        for (Stage stage : stages) {
            addStage(stage, parts);
        }
        files.forEach((name, plan) -> addFiles(name, plan, digests, parts));
        return new Fingerprint(parts, stages.stream().allMatch(Fingerprint::isPure));
    }

    private static void addStage(Stage stage, Map<String, String> parts) {
        parts.put(
                "stage " + stage.index(),
                Canonical.digest(List.of(stage.base(), Integer.toString(stage.baseStage()), stage.platform())));
        int number = 0;
        for (Instruction instruction : stage.instructions()) {
            // The number keeps the order; people read the rest.
            String keyword = instruction.position().keyword();
            parts.put(
                    keyword + " (instruction " + ++number + " of stage " + stage.index() + ")",
                    Canonical.digest(instruction));
        }
    }

    private static boolean isPure(Stage stage) {
        return stage.instructions().stream()
                .noneMatch(instruction -> instruction instanceof Instruction.Run
                        || instruction instanceof Instruction.Add add
                                && !add.remoteSources().isEmpty());
    }

    private static void addFiles(String name, ContextPlan plan, FileDigests digests, Map<String, String> parts) {
        List<FileContent> contents = new ArrayList<>();
        for (NeededFile file : plan.files()) {
            if (file.node().isFile()) {
                contents.add(file.node().content());
            }
        }
        List<String> identities = digests.identities(contents);
        String prefix = name.isEmpty() ? "file " : "file " + name + ":";
        int next = 0;
        for (NeededFile file : plan.files()) {
            FileNode node = file.node();
            String what = node.isFile() ? identities.get(next++) : node.kind() + " " + node.linkTarget();
            parts.put(prefix + file.path(), node.mode() + " " + what);
        }
    }

    /** One digest of all parts. */
    public Digest digest() {
        StringBuilder all = new StringBuilder(parts.size() * 100);
        parts.forEach((name, part) -> all.append(name.length())
                .append(' ')
                .append(name)
                .append(part.length())
                .append(' ')
                .append(part));
        return Digest.of(all.toString().getBytes(StandardCharsets.UTF_16BE));
    }

    /** What differs from an earlier build's, for people; empty where nothing does. */
    public Optional<String> difference(Fingerprint earlier) {
        List<String> changes = new ArrayList<>();
        parts.forEach((name, part) -> {
            String before = earlier.parts.get(name);
            if (!part.equals(before)) {
                changes.add(name + (before == null ? " is new" : " changed"));
            }
        });
        earlier.parts.keySet().stream()
                .filter(name -> !parts.containsKey(name))
                .forEach(name -> changes.add(name + " is gone"));
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        String first = String.join(", ", changes.subList(0, Math.min(3, changes.size())));
        return Optional.of(changes.size() > 3 ? first + " and " + (changes.size() - 3) + " more" : first);
    }

    /** Written so that {@link #parse} reads it. */
    byte[] toBytes() {
        Map<String, Object> members = new LinkedHashMap<>(parts);
        return new JsonObject(Map.of("pure", pure, "parts", members)).toBytes();
    }

    /** Throws {@link IllegalArgumentException} where the bytes are no fingerprint. */
    static Fingerprint parse(byte[] bytes) {
        JsonObject json = JsonObject.parse(bytes);
        return new Fingerprint(json.stringMap("parts"), json.bool("pure"));
    }
}
