package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A node of an untrusted YAML file. Each getter throws an {@link InputException} with the line number if the node has
 * another type. No Java objects are constructed from the file, and merge keys ({@code <<}) are rejected, so the work is
 * limited by the size of the file.
 *
 * @param name name of the node for messages
 */
record YamlNode(String file, Node node, String name) {
    private static final Set<Tag> TEXTS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP, Tag.NULL);

    InputException wrong(String message) {
        int line = node == null ? 1 : node.getStartMark().getLine() + 1;
        return InputException.at(file, line, message);
    }

    /** The members of a mapping; rejects keys that are not in the list. */
    Map<String, YamlNode> members(List<String> keys) {
        Map<String, YamlNode> members = new LinkedHashMap<>();
        if (isNothing()) {
            return members;
        }
        if (!(node instanceof MappingNode mapping) || !node.getTag().equals(Tag.MAP)) {
            throw wrong(name + " is " + kind() + "; use a mapping with some of " + String.join(", ", keys));
        }
        for (NodeTuple tuple : mapping.getValue()) {
            YamlNode key = new YamlNode(file, tuple.getKeyNode(), "a key of " + name);
            String text = key.text();
            if (!keys.contains(text)) {
                throw key.wrong(name + " has the unknown key \"" + shortened(text) + "\"" + Suggestion.of(text, keys)
                        + "; use " + String.join(", ", keys));
            }
            if (members.put(text, new YamlNode(file, tuple.getValueNode(), text)) != null) {
                throw key.wrong(name + " has " + text + " twice");
            }
        }
        return members;
    }

    List<YamlNode> elements() {
        List<YamlNode> elements = new ArrayList<>();
        if (isNothing()) {
            return elements;
        }
        if (!(node instanceof SequenceNode sequence) || !node.getTag().equals(Tag.SEQ)) {
            throw wrong(name + " is " + kind() + "; use a list");
        }
        for (Node element : sequence.getValue()) {
            elements.add(new YamlNode(file, element, "an element of " + name));
        }
        return elements;
    }

    List<String> texts() {
        return elements().stream().map(YamlNode::text).toList();
    }

    boolean isScalar() {
        return node instanceof ScalarNode;
    }

    boolean isNothing() {
        return node == null || node.getTag().equals(Tag.NULL);
    }

    /** The text of a string, a number or a word such as {@code off}, as written; "" if the node is missing or null. */
    String text() {
        if (isNothing()) {
            return "";
        }
        if (!(node instanceof ScalarNode scalar) || !TEXTS.contains(node.getTag())) {
            throw wrong(name + " is " + kind() + "; use a text");
        }
        return scalar.getValue();
    }

    /** Parses the text with a reader, which throws {@link IllegalArgumentException} if the text is invalid. */
    <T> T read(Function<String, T> reader) {
        try {
            return reader.apply(text());
        } catch (IllegalArgumentException e) {
            throw wrong(name + ": " + e.getMessage());
        }
    }

    private String kind() {
        return switch (node.getNodeId()) {
                    case mapping -> "a mapping";
                    case sequence -> "a list";
                    default -> "\"" + shortened(((ScalarNode) node).getValue()) + "\"";
                }
                + (node.getTag().startsWith(Tag.PREFIX) && isPlain()
                        ? ""
                        : " of the kind " + shortened(node.getTag().getValue()));
    }

    private boolean isPlain() {
        return TEXTS.contains(node.getTag())
                || node.getTag().equals(Tag.MAP)
                || node.getTag().equals(Tag.SEQ);
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
