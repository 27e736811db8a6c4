package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.image.Digest;
import java.util.List;

/**
 * What a builder of buildx made.
 *
 * @param digest of the manifest, or of the configuration where the image stands in an engine alone
 * @param config digest of the configuration; the same as {@code digest} where the builder does not tell
 * @param steps what became of each instruction
 * @param sentBytes of the context that the builder asked for, names and attributes of files counted
 */
public record BuildxImage(Digest digest, Digest config, List<StepResult> steps, long sentBytes) {}
