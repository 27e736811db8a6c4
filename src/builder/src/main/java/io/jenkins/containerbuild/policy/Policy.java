package io.jenkins.containerbuild.policy;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The rules for images. A rule without a setting is off.
 *
 * @param settings settings by rule
 * @param registries for {@link Rule#ALLOWED_REGISTRIES}: hosts, or prefixes such as {@code registry.example/team}
 * @param days for {@link Rule#BASE_AGE}: maximum age in days
 * @param baseLabels for {@link Rule#BASE_LABELS}: required labels
 * @param imageBytes for {@link Rule#IMAGE_SIZE}: maximum compressed size in bytes
 * @param layerBytes for {@link Rule#LAYER_SIZE}: maximum compressed size in bytes
 * @param imageLabels for {@link Rule#IMAGE_LABELS}: required labels
 */
public record Policy(
        Map<Rule, Setting> settings,
        List<String> registries,
        int days,
        List<Label> baseLabels,
        long imageBytes,
        long layerBytes,
        List<Label> imageLabels)
        implements Serializable {
    /** A policy with all rules off. */
    public static final Policy NONE = new Policy(Map.of(), List.of(), 0, List.of(), 0, 0, List.of());

    /** The consequence of a violation. */
    public enum Action {
        OFF,
        WARN,
        REFUSE
    }

    /**
     * The setting of a rule.
     *
     * @param exceptions patterns for the full names of jobs that the rule does not apply to: {@code *} matches anything
     *     except a slash, {@code **} matches anything
     */
    public record Setting(Action action, List<String> exceptions) implements Serializable {
        public static final Setting OFF = new Setting(Action.OFF, List.of());
    }

    /**
     * A required label.
     *
     * @param value pattern for the label's value, in which {@code *} matches anything; "" for any value that is not
     *     empty
     */
    public record Label(String name, String value) implements Serializable {}

    /**
     * Parses {@code 500000000} or {@code 500MB}; throws {@link IllegalArgumentException} with an example of a valid
     * value.
     */
    public static long parseBytes(String text) {
        return Bytes.parse(text);
    }

    public Setting setting(Rule rule) {
        return settings.getOrDefault(rule, Setting.OFF);
    }
}
