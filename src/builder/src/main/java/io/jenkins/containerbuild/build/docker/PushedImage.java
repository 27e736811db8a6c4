package io.jenkins.containerbuild.build.docker;

import io.jenkins.containerbuild.build.Layer;
import io.jenkins.containerbuild.build.StepResult;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import java.util.List;

/**
 * An image that an engine has pushed, as the registry has it.
 *
 * @param manifest points at it
 * @param config digest of the configuration
 */
public record PushedImage(Descriptor manifest, Digest config, List<Layer> layers, List<StepResult> steps) {}
