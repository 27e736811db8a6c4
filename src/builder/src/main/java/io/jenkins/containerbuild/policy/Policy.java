package io.jenkins.containerbuild.policy;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The rules that images are held against. A rule that is not set is off.
 *
 * @param settings by rule
 * @param registries for {@link Rule#ALLOWED_REGISTRIES}: hosts, or longer names in one, {@code registry.example/team}
 * @param days for {@link Rule#BASE_AGE}
 * @param baseLabels for {@link Rule#BASE_LABELS}
 * @param imageBytes compressed, for {@link Rule#IMAGE_SIZE}
 * @param layerBytes compressed, for {@link Rule#LAYER_SIZE}
 * @param imageLabels for {@link Rule#IMAGE_LABELS}
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
    /** All rules are off. */
    public static final Policy NONE = new Policy(Map.of(), List.of(), 0, List.of(), 0, 0, List.of());

    /** What a violation comes to. */
    public enum Action {
        OFF,
        WARN,
        REFUSE
    }

    /**
     * How a rule is meant.
     *
     * @param exceptions patterns of full names of jobs that the rule is off for: {@code *} is anything but a slash, {@code **} is anything
     */
    public record Setting(Action action, List<String> exceptions) implements Serializable {
        public static final Setting OFF = new Setting(Action.OFF, List.of());
    }

    /**
     * A label that is asked for.
     *
     * @param value pattern of its value, {@code *} is anything; "" for any value that is not empty
     */
    public record Label(String name, String value) implements Serializable {}

    /** Reads {@code 500000000} or {@code 500MB}; throws {@link IllegalArgumentException} that says what would do. */
    public static long parseBytes(String text) {
        return Bytes.parse(text);
    }

    public Setting setting(Rule rule) {
        return settings.getOrDefault(rule, Setting.OFF);
    }
}
