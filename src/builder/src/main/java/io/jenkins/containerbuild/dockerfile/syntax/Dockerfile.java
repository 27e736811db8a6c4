package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.image.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * The syntax tree of a Dockerfile, as BuildKit's {@code parser} package reads it: instructions with their line ranges,
 * variables not expanded. Unknown instructions, unknown flags and wrong numbers of arguments are not reported here but
 * by {@link Stages}.
 *
 * @param fileName name of the file for messages
 * @param directives values of {@code syntax}, {@code escape} and {@code check}, if set
 */
public record Dockerfile(String fileName, Map<String, String> directives, List<SyntaxNode> instructions) {

    /**
     * Reads a Dockerfile in UTF-8.
     *
     * @param fileName name of the file for messages
     * @throws io.jenkins.containerbuild.fault.InputException with the message {@code FILE:LINE: message} if the syntax
     *     is invalid or there is no instruction
     */
    public static Dockerfile parse(String fileName, byte[] content) {
        return new DockerfileReader(fileName, content).read();
    }

    /** The character that continues lines and escapes characters, {@code \} or {@code `}. */
    public char escape() {
        String given = directives.get("escape");
        return given == null ? '\\' : given.charAt(0);
    }

    /** The tree as {@code container-build parse} prints it. */
    public JsonObject toJson() {
        return SyntaxJson.of(this);
    }
}
