package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.image.Platform;
import java.util.Map;
import java.util.Set;

/**
 * What a user decides beside the Dockerfile.
 *
 * @param target name of the stage to build, case does not matter; "" for the last one
 * @param platform to build for
 * @param buildArguments of {@code --build-arg}
 * @param namedContexts names of {@code --build-context}: each stands in for the stage or image of its name
 */
public record StageOptions(
        String target, Platform platform, Map<String, String> buildArguments, Set<String> namedContexts) {

    /** The last stage for this machine, nothing else given. */
    public static StageOptions defaults() {
        return new StageOptions("", Platform.ofThisMachine(), Map.of(), Set.of());
    }
}
