package io.jenkins.plugins.containerbuild.step;

import hudson.FilePath;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.Run;
import io.jenkins.containerbuild.BuildRequest.BuilderChoice;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a step asks its agent for: its parameters over the global settings. */
final class Requests {
    private Requests() {}

    /** Reads them on the controller; throws {@link InputException} where a parameter cannot be. */
    static AgentRequest of(
            ContainerBuildStep step, Run<?, ?> run, FilePath workspace, Map<String, String> environment) {
        ContainerBuildConfiguration settings = ContainerBuildConfiguration.get();
        ImageNames names = ImageNames.of(
                step.getImage(),
                step.getTags() == null ? List.of() : step.getTags(),
                Util.fixNull(settings.getRegistry()));
        boolean push = step.getPush() == null ? names.namesRegistry() : step.getPush();
        Baseline baseline = settings.baseline().forJob(run.getParent().getFullName());
        return new AgentRequest(
                Util.fixNull(step.getContext()),
                Util.fixNull(step.getDockerfile()),
                Util.fixNull(step.getTarget()),
                known(step.getBuildArgs()),
                baseline.catalogue().contexts(known(step.getBaseImages())),
                Util.fixNull(step.getPlatform()),
                names.references(),
                known(step.getLabels()),
                push ? AgentRequest.Push.YES : AgentRequest.Push.NO,
                builder(step.getBuilder() == null ? settings.getBuilder() : step.getBuilder()),
                step.isNoCache() ? AgentRequest.Reuse.NOTHING : AgentRequest.Reuse.CACHE,
                baseline,
                RegistryAccess.credentials(run, names.references().get(0), step.getCredentialsId()),
                RegistryAccess.environment(environment),
                cacheDirectory(settings, workspace));
    }

    private static Map<String, String> known(Map<String, String> given) {
        return given == null ? Map.of() : given;
    }

    static BuilderChoice builder(String name) {
        try {
            return BuilderChoice.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InputException("builder: '" + name + "' is not known; 'auto' and 'embedded' are", e);
        }
    }

    /** Below the agent's root, so that it goes when the agent goes. */
    static String cacheDirectory(ContainerBuildConfiguration settings, FilePath workspace) {
        if (settings.getCacheDirectory() != null) {
            return settings.getCacheDirectory();
        }
        Computer computer = workspace.toComputer();
        Node node = computer == null ? null : computer.getNode();
        FilePath root = node == null ? null : node.getRootPath();
        return (root == null ? workspace.sibling("caches") : root.child("caches"))
                .child("container-build")
                .getRemote();
    }
}
