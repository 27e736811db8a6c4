package io.jenkins.containerbuild.build;

import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;

/** Carries out a plan. */
public interface ImageBuilder {

    /** {@code embedded}, {@code docker} or {@code buildx}. */
    String name();

    /**
     * Makes the image.
     *
     * @throws io.jenkins.containerbuild.fault.InputException where the Dockerfile or the context is at fault
     * @throws io.jenkins.containerbuild.fault.ServiceException where a registry, an engine or the machine is
     */
    BuiltImage build(BuildPlan plan, LayerListener layers, PhaseTimer timer, Progress progress);
}
