package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * What a target needs, variables expanded.
 *
 * @param stages in the Dockerfile's order; the target is the last one. A stage that a named context stands in for has that context as
 *     its base and no instructions
 * @param sources images and named contexts of these stages, those that a base's ONBUILD brings in too; each once
 * @param unusedBuildArguments names of {@code --build-arg} that nothing in the Dockerfile declares: worth a warning
 */
public record Evaluation(List<Stage> stages, List<ExternalSource> sources, List<String> unusedBuildArguments) {}
