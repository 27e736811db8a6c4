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

    /** The children of the child with the name; none if it is missing. */
    List<XmlNode> list(String child) {
        return children.stream()
                .filter(node -> node.name().equals(child))
                .findFirst()
                .map(XmlNode::children)
                .orElse(List.of());
    }

    /** The text of the child with the name; "" if it is missing. */
    String text(String child) {
        return children.stream()
                .filter(node -> node.name().equals(child))
                .findFirst()
                .map(XmlNode::value)
                .orElse("");
    }

    /** The number in the child with the name; -1 if it is missing. Throws {@link IllegalArgumentException} for another text. */
    long number(String child) {
        String text = text(child);
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }
}
