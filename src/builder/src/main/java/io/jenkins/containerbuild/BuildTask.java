package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuildPlan;

/**
 * An image to build, with everything that a builder needs for it.
 *
 * @param dockerfile the bytes of the Dockerfile
 * @param needed the files that the plan copies from local directories
 * @param gate the rules that layers must satisfy before they are published
 */
record BuildTask(
        BuildRequest request,
        byte[] dockerfile,
        BuildPlan plan,
        NeededFiles needed,
        PolicyGate gate,
        BuildServices services) {}
