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
 * A Dockerfile in which every image that the build needs is named with the digest that was resolved, so that the engine cannot find another
 * one. Nothing else changes, and no line moves: an image's history shows none of these names.
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

    /** @param dockerfile as the user has it */
    public static byte[] of(byte[] dockerfile, BuildPlan plan) {
        String text = new String(dockerfile, StandardCharsets.ISO_8859_1);
        PinnedDockerfile pinned = new PinnedDockerfile(text, plan);
        for (Stage stage : plan.stages()) {
            pinned.pin(stage, plan.baseOf(stage));
        }
        return String.join("\n", pinned.lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param base null where the stage starts from no image */
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

    /** A FROM that goes over several lines becomes one line and empty ones. */
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

    /** @param names what the values of the pattern mean, in their order; they stay where their number is another */
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
