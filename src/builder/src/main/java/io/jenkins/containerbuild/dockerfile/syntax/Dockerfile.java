package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.image.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * A Dockerfile's syntax tree, as BuildKit's {@code parser} package reads it: instructions with their line ranges, nothing expanded.
 * Unknown instructions and flags and wrong numbers of arguments are no errors yet; {@link Stages} finds them.
 *
 * @param fileName as messages name it
 * @param directives {@code syntax}, {@code escape} and {@code check}, those that are given, values whole
 */
public record Dockerfile(String fileName, Map<String, String> directives, List<SyntaxNode> instructions) {

    /**
     * Reads a Dockerfile in UTF-8.
     *
     * @param fileName as messages shall name it
     * @throws io.jenkins.containerbuild.fault.InputException {@code FILE:LINE: message} where its syntax is wrong, or where it has no
     *     instruction
     */
    public static Dockerfile parse(String fileName, byte[] content) {
        return new DockerfileReader(fileName, content).read();
    }

    /** {@code \} or {@code `}: continues lines and escapes characters. */
    public char escape() {
        String given = directives.get("escape");
        return given == null ? '\\' : given.charAt(0);
    }

    /** The tree as {@code container-build parse} prints it. */
    public JsonObject toJson() {
        return SyntaxJson.of(this);
    }
}
