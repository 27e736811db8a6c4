package io.jenkins.containerbuild.builder.engine;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Mount;
import io.jenkins.containerbuild.dockerfile.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Pins the images in a Dockerfile to the digests that were resolved, so that the engine cannot use other images.
 * Nothing else changes: instructions keep their line numbers, and the image's history does not contain the pinned
 * names.
 */
public final class PinnedDockerfile {
    private static final Pattern FROM =
            Pattern.compile("(?s)(FROM\\s+(?:--\\S+\\s+)*)(\\S+)(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern COPY_FROM = Pattern.compile("(--from=)(\"[^\"]*\"|\\S+)");
    private static final Pattern MOUNT_FROM = Pattern.compile("(--mount=(?:[^\\s,]*,)*?from=)([^\\s,]+)");

    private final String[] lines;
    private final BuildPlan plan;

    private PinnedDockerfile(String text, BuildPlan plan) {
        this.lines = text.split("\n", -1);
        this.plan = plan;
    }

    /** @param dockerfile the original Dockerfile */
    public static byte[] of(byte[] dockerfile, BuildPlan plan) {
        String text = new String(dockerfile, StandardCharsets.ISO_8859_1);
        PinnedDockerfile pinned = new PinnedDockerfile(text, plan);
        for (Stage stage : plan.stages()) {
            pinned.pin(stage, plan.baseOf(stage));
        }
        return String.join("\n", pinned.lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param base the base image, or null if the stage does not start from an image */
    private void pin(Stage stage, BaseImage base) {
        if (base != null) {
            pinBase(stage, base);
        }
        for (Instruction instruction : stage.instructions()) {
            boolean ofBase = instruction.position().line() == stage.from().line();
            if (ofBase) {
                continue;
            }
            if (instruction instanceof Instruction.Copy copy && plan.image(copy.from()) != null) {
                replaceAll(copy.position(), COPY_FROM, List.of(copy.from()));
            } else if (instruction instanceof Instruction.Run run) {
                replaceAll(
                        run.position(),
                        MOUNT_FROM,
                        run.mounts().stream()
                                .map(Mount::from)
                                .filter(from -> !from.isEmpty())
                                .toList());
            }
        }
    }

    /**
     * Pins the image of a FROM. A FROM that spans several lines is joined into its first line, and its other lines
     * become empty.
     */
    private void pinBase(Stage stage, BaseImage base) {
        Instruction.Position from = stage.from();
        String text = new String(from.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Matcher matcher = FROM.matcher(text);
        if (matcher.matches()) {
            lines[from.line() - 1] = matcher.group(1) + pinned(stage.base(), base) + matcher.group(3);
            for (int line = from.line(); line < from.endLine(); line++) {
                lines[line] = "";
            }
        }
    }

    /**
     * Pins the images that match a pattern in an instruction.
     *
     * @param names the expanded image names, in the order of the matches; names that are not images of the plan stay
     *     unchanged
     */
    private void replaceAll(Instruction.Position position, Pattern pattern, List<String> names) {
        int found = 0;
        for (int line = position.line() - 1; line < position.endLine() && found < names.size(); line++) {
            Matcher matcher = pattern.matcher(lines[line]);
            StringBuilder replaced = new StringBuilder();
            while (found < names.size() && matcher.find()) {
                String name = names.get(found++);
                BaseImage image = plan.image(name);
                String value = image == null ? matcher.group(2) : pinned(name, image);
                matcher.appendReplacement(replaced, Matcher.quoteReplacement(matcher.group(1) + value));
            }
            matcher.appendTail(replaced);
            lines[line] = replaced.toString();
        }
    }

    private static String pinned(String name, BaseImage image) {
        return image.reference() == null ? name : image.reference().toString();
    }
}
