package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.image.Descriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of the image that a build gives.
 *
 * @param line of the target's FROM
 * @param user that a container of it runs as; null where only the base knows
 * @param userLine of the USER that decides it, else that of FROM
 * @param labels and annotations; those of the base only where that is known
 * @param baseBytes compressed bytes of the base's layers; -1 where the base was not looked up
 * @param base whether it is known
 * @param layers above the base; null before they are made
 */
public record ImageFacts(
        int line,
        String user,
        int userLine,
        Map<String, String> labels,
        long baseBytes,
        Knowledge base,
        List<Layer> layers) {

    /** What is known of the base. */
    public enum Knowledge {
        LOOKED_UP,
        NAME_ONLY
    }

    /**
     * A layer above the base.
     *
     * @param line of the instruction that made it, or of FROM where nobody remembers
     * @param bytes compressed
     */
    public record Layer(int line, long bytes) {}

    /**
     * What a Dockerfile tells before anything is built.
     *
     * @param stages the target last
     * @param image that the target's chain of stages starts from; null where it starts from nothing
     * @param knowledge with {@link Knowledge#NAME_ONLY}, image does not count
     * @param added labels and annotations of the request
     */
    public static ImageFacts planned(
            List<Stage> stages, BaseImage image, Knowledge knowledge, Map<String, String> added) {
        List<Stage> chain = chain(stages);
        Stage target = stages.get(stages.size() - 1);
        boolean known = knowledge == Knowledge.LOOKED_UP;
        Map<String, String> labels = new LinkedHashMap<>();
        String user = known ? "" : null;
        long baseBytes = known ? 0 : -1;
        if (known && image != null) {
            labels.putAll(ImageLabels.of(image.config()));
            user = ImageLabels.text(image.config().container(), "User");
            baseBytes = image.manifest().layers().stream()
                    .mapToLong(Descriptor::size)
                    .sum();
        }
        int userLine = target.from().line();
        for (Stage stage : chain) {
            for (Instruction instruction : stage.instructions()) {
                if (instruction instanceof Instruction.User one) {
                    user = one.user();
                    userLine = one.position().line();
                } else if (instruction instanceof Instruction.Label label) {
                    label.labels().forEach(pair -> labels.put(pair.name(), pair.value()));
                }
            }
        }
        labels.putAll(added);
        return new ImageFacts(target.from().line(), user, userLine, labels, baseBytes, knowledge, null);
    }

    /** The stages that the target starts from, the first one first. */
    private static List<Stage> chain(List<Stage> stages) {
        List<Stage> chain = new ArrayList<>();
        Stage stage = stages.get(stages.size() - 1);
        while (stage != null) {
            chain.add(0, stage);
            int wanted = stage.baseStage();
            stage = stages.stream()
                    .filter(other -> other.index() == wanted)
                    .findFirst()
                    .orElse(null);
        }
        return chain;
    }

    /** The stage whose FROM names the image that all of the target stands on. */
    public static Stage root(List<Stage> stages) {
        return chain(stages).get(0);
    }

    /**
     * The same when its layers are made.
     *
     * @param ofBase compressed bytes of the base's layers in this image: an engine compresses them anew
     */
    public ImageFacts with(long ofBase, List<Layer> made) {
        return new ImageFacts(line, user, userLine, labels, ofBase, base, made);
    }
}
