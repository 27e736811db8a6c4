package io.jenkins.plugins.containerbuild.history;

import com.thoughtworks.xstream.io.HierarchicalStreamReader;
import java.util.ArrayList;
import java.util.List;

/** An element of build.xml. */
record XmlNode(String name, String value, List<XmlNode> children) {

    static XmlNode read(HierarchicalStreamReader reader) {
        String name = reader.getNodeName();
        String value = reader.getValue();
        List<XmlNode> children = new ArrayList<>();
        while (reader.hasMoreChildren()) {
            reader.moveDown();
            children.add(read(reader));
            reader.moveUp();
        }
        return new XmlNode(name, value, children);
    }

    /** The child elements of the element {@code child}; empty if there is no such element. */
    List<XmlNode> list(String child) {
        return children.stream()
                .filter(node -> node.name().equals(child))
                .findFirst()
                .map(XmlNode::children)
                .orElse(List.of());
    }

    /** The text of the element {@code child}; "" if there is no such element. */
    String text(String child) {
        return children.stream()
                .filter(node -> node.name().equals(child))
                .findFirst()
                .map(XmlNode::value)
                .orElse("");
    }

    /** The number in element {@code child}; -1 if missing. Throws {@link IllegalArgumentException} for other text. */
    long number(String child) {
        String text = text(child);
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }
}
