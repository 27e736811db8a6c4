package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.fault.Suggestion;
import io.jenkins.containerbuild.policy.Policy.Action;
import io.jenkins.containerbuild.policy.Policy.Label;
import io.jenkins.containerbuild.policy.Policy.Setting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the {@code policy} of a catalogue. Each rule is a member whose value is an action, or a mapping of the action,
 * exceptions and a parameter.
 */
final class PolicyYaml {
    private static final List<String> ACTIONS = List.of("off", "warn", "refuse");

    private final Map<Rule, Map<String, YamlNode>> members = new EnumMap<>(Rule.class);
    private final Map<Rule, Setting> settings = new EnumMap<>(Rule.class);

    private PolicyYaml() {}

    static Policy read(YamlNode node) {
        PolicyYaml yaml = new PolicyYaml();
        List<String> keys = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            keys.add(rule.key());
        }
        Map<String, YamlNode> given = node.members(keys);
        for (Rule rule : Rule.values()) {
            if (given.containsKey(rule.key())) {
                yaml.rule(rule, given.get(rule.key()));
            }
        }
        return yaml.policy();
    }

    private static String parameter(Rule rule) {
        return switch (rule) {
            case ALLOWED_REGISTRIES -> "registries";
            case BASE_AGE -> "days";
            case BASE_LABELS, IMAGE_LABELS -> "labels";
            case IMAGE_SIZE, LAYER_SIZE -> "bytes";
            default -> "";
        };
    }

    private void rule(Rule rule, YamlNode node) {
        String parameter = parameter(rule);
        if (node.isScalar() && !node.isNothing()) {
            Action action = node.read(PolicyYaml::action);
            if (action != Action.OFF && !parameter.isEmpty()) {
                throw node.wrong(rule.key() + " needs " + parameter + "; use " + rule.key() + ": {action: "
                        + action.name().toLowerCase(Locale.ROOT) + ", " + parameter + ": …}");
            }
            settings.put(rule, new Setting(action, List.of()));
            return;
        }
        List<String> keys =
                parameter.isEmpty() ? List.of("action", "exceptions") : List.of("action", "exceptions", parameter);
        Map<String, YamlNode> given = node.members(keys);
        if (!given.containsKey("action")) {
            throw node.wrong(rule.key() + " has no action; use off, warn or refuse");
        }
        Action action = given.get("action").read(PolicyYaml::action);
        boolean lacks = !parameter.isEmpty()
                && (!given.containsKey(parameter) || given.get(parameter).isNothing());
        if (action != Action.OFF && lacks) {
            throw node.wrong(rule.key() + " needs " + parameter);
        }
        List<String> exceptions =
                given.containsKey("exceptions") ? given.get("exceptions").texts() : List.of();
        settings.put(rule, new Setting(action, exceptions));
        members.put(rule, given);
    }

    private static Action action(String text) {
        int index = ACTIONS.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException("\"" + YamlNode.shortened(text) + "\" is not an action"
                    + Suggestion.of(text, ACTIONS) + "; use off, warn or refuse");
        }
        return Action.values()[index];
    }

    private Policy policy() {
        YamlNode registries = find(Rule.ALLOWED_REGISTRIES);
        return new Policy(
                settings,
                registries == null ? List.of() : List.copyOf(registries.texts()),
                (int) number(find(Rule.BASE_AGE), PolicyYaml::days),
                labels(find(Rule.BASE_LABELS)),
                number(find(Rule.IMAGE_SIZE), Bytes::parse),
                number(find(Rule.LAYER_SIZE), Bytes::parse),
                labels(find(Rule.IMAGE_LABELS)));
    }

    /** The parameter of a rule; null if not set. */
    private YamlNode find(Rule rule) {
        return members.getOrDefault(rule, Map.of()).get(parameter(rule));
    }

    private static long number(YamlNode node, Function<String, Long> reader) {
        return node == null || node.isNothing() ? 0 : node.read(reader);
    }

    private static long days(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "\"" + YamlNode.shortened(text) + "\" is not a number of days; use a number, such as 90");
        }
        return Long.parseLong(text);
    }

    private static List<Label> labels(YamlNode node) {
        List<Label> labels = new ArrayList<>();
        for (YamlNode element : node == null ? List.<YamlNode>of() : node.elements()) {
            if (element.isScalar()) {
                labels.add(new Label(element.text(), ""));
                continue;
            }
            Map<String, YamlNode> given = element.members(List.of("name", "value"));
            if (!given.containsKey("name") || given.get("name").text().isEmpty()) {
                throw element.wrong("a label has no name; use {name: org.opencontainers.image.source}");
            }
            labels.add(new Label(
                    given.get("name").text(),
                    given.containsKey("value") ? given.get("value").text() : ""));
        }
        return List.copyOf(labels);
    }
}
