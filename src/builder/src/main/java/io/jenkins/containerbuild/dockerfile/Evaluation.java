package io.jenkins.containerbuild.dockerfile;

import java.util.List;

/**
 * The stages and sources that a target needs, with variables expanded.
 *
 * @param stages stages in the order of the Dockerfile. A stage that is replaced by a named context has this context as
 *     its base and no instructions
 * @param sources images and named contexts that these stages and their ONBUILD triggers need, without duplicates
 * @param unusedBuildArguments names of build arguments that the user sets but the Dockerfile does not declare; the
 *     caller should warn about them
 */
public record Evaluation(List<Stage> stages, List<ExternalSource> sources, List<String> unusedBuildArguments) {}
