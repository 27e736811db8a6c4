package io.jenkins.containerbuild.build;

import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;

/** Carries out a plan and gives the image as files. What an engine builds stays in it: {@code build.docker} has a door of its own. */
public interface ImageBuilder {

    /** As {@code --builder} has it. */
    String name();

    /**
     * Makes the image.
     *
     * @throws io.jenkins.containerbuild.fault.InputException where the Dockerfile or the context is at fault
     * @throws io.jenkins.containerbuild.fault.ServiceException where a registry, an engine or the machine is
     */
    BuiltImage build(BuildPlan plan, LayerListener layers, PhaseTimer timer, Progress progress);
}
