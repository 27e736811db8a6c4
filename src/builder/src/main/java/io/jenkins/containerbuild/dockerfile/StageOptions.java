package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import java.util.List;
import java.util.Map;

/**
 * The user's options for reading a Dockerfile.
 *
 * @param target name of the stage to build, case-insensitive; "" for the last one
 * @param platform platform of the image to build
 * @param buildArguments values of build arguments by name
 * @param namedContexts named contexts, each of which replaces the stage or image of the same name
 */
public record StageOptions(
        String target, Platform platform, Map<String, String> buildArguments, List<NamedContext> namedContexts) {

    /** Options that build the last stage for the platform of this machine. */
    public static StageOptions defaults() {
        return new StageOptions("", Platform.ofThisMachine(), Map.of(), List.of());
    }
}
