package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Step;

/**
 * What an instruction came to. What is not known is -1.
 *
 * @param millis wall time, milliseconds
 * @param layerBytes compressed bytes of the layers that it made
 * @param files that it brought in
 */
public record StepResult(Step step, Outcome outcome, long millis, long layerBytes, long files) {}
