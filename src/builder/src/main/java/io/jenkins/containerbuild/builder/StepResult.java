package io.jenkins.containerbuild.builder;

import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Step;

/**
 * The result of one instruction. Unknown numbers are -1.
 *
 * @param millis elapsed time in milliseconds
 * @param layerBytes compressed size of the layers that the instruction made, in bytes
 * @param files number of files that the instruction added to the image
 */
public record StepResult(Step step, Outcome outcome, long millis, long layerBytes, long files) {}
