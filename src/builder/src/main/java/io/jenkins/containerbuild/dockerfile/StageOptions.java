package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.image.Platform;
import java.util.Map;
import java.util.Set;

/**
 * The user's options for reading a Dockerfile.
 *
 * @param target name of the stage to build, case-insensitive; "" for the last one
 * @param platform platform of the image to build
 * @param buildArguments values of build arguments by name
 * @param namedContexts names of the named contexts; each replaces the stage or image of the same name
 */
public record StageOptions(
        String target, Platform platform, Map<String, String> buildArguments, Set<String> namedContexts) {

    /** Options that build the last stage for the platform of this machine. */
    public static StageOptions defaults() {
        return new StageOptions("", Platform.ofThisMachine(), Map.of(), Set.of());
    }
}
