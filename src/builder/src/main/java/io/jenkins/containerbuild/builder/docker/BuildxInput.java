package io.jenkins.containerbuild.builder.docker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a builder of buildx is given beside the plan.
 *
 * @param builder its name; "" for the one that buildx would take
 * @param engine what an engine is given, too; without tags where outputs have names
 * @param context root of the build's own context
 * @param ignoreFile the Dockerfile's own one, {@code NAME.dockerignore}, where it has one
 * @param contexts places of named contexts that are directories or OCI layouts, by name
 * @param outputs values of {@code --output}
 */
public record BuildxInput(
        String builder,
        EngineInput engine,
        Path context,
        Optional<Path> ignoreFile,
        Map<String, String> contexts,
        List<String> outputs) {

    /** Who it is, for messages. */
    String who() {
        return builder.isEmpty() ? "docker buildx" : "the buildx builder " + builder;
    }
}
