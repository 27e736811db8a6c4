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
 * The properties of the built image that rules check. Unknown properties are null or -1.
 *
 * @param line line of the target's FROM
 * @param user user that containers run as; null if the user depends on a base that was not looked up
 * @param userLine line of the USER instruction that sets the user, or of the target's FROM if there is none
 * @param labels labels and annotations, including the base's labels if the base was looked up
 * @param baseBytes compressed size of the base's layers in bytes; -1 if the base was not looked up
 * @param base whether the base was looked up
 * @param layers layers above the base; null before the build
 */
public record ImageFacts(
        int line,
        String user,
        int userLine,
        Map<String, String> labels,
        long baseBytes,
        Knowledge base,
        List<Layer> layers) {

    /** Whether the base was looked up or only its name is known. */
    public enum Knowledge {
        LOOKED_UP,
        NAME_ONLY
    }

    /**
     * A layer above the base.
     *
     * @param line line of the instruction that created the layer, or of FROM if unknown
     * @param bytes compressed size in bytes
     */
    public record Layer(int line, long bytes) {}

    /**
     * The properties that are known before the build.
     *
     * @param stages stages of the Dockerfile; the target is the last one
     * @param image image that the target is based on, directly or through other stages; null if there is none
     * @param knowledge whether the base was looked up; if not, {@code image} is ignored
     * @param added labels and annotations in the build request
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

    /** The target and the stages that it is based on through FROM, in build order; the target is the last one. */
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

    /** The stage whose FROM names the base image of the target. */
    public static Stage root(List<Stage> stages) {
        return chain(stages).get(0);
    }

    /**
     * A copy with the layers of the finished image.
     *
     * @param ofBase compressed size in bytes of the base's layers in the finished image; differs from {@link
     *     #baseBytes} if an engine compressed the layers again
     */
    public ImageFacts with(long ofBase, List<Layer> made) {
        return new ImageFacts(line, user, userLine, labels, ofBase, base, made);
    }
}
