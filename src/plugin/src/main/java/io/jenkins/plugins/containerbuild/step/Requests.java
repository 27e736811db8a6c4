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
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
        Set<AgentRequest.Destination> destinations = EnumSet.noneOf(AgentRequest.Destination.class);
        if (push) {
            destinations.add(AgentRequest.Destination.REGISTRY);
        }
        if (step.isLoad()) {
            destinations.add(AgentRequest.Destination.ENGINE);
        }
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
                destinations,
                builder(step.getBuilder() == null ? settings.getBuilder() : step.getBuilder()),
                step.isNoCache() ? AgentRequest.Reuse.NOTHING : AgentRequest.Reuse.CACHE,
                maxAge(Util.fixNull(step.getMaxAge(), "24h")),
                SecretBinding.values(known(step.getSecrets()), run),
                baseline,
                RegistryAccess.credentials(run, names.references().get(0), step.getCredentialsId()),
                RegistryAccess.environment(environment),
                cacheDirectory(settings, workspace));
    }

    private static List<SecretBinding> known(List<SecretBinding> given) {
        return given == null ? List.of() : given;
    }

    static Duration maxAge(String text) {
        if (!text.matches("0|[0-9]{1,9}[smhd]")) {
            throw new InputException("maxAge: '" + text + "' is no duration; 24h, 90m, 7d or 0 would work");
        }
        return text.equals("0") ? Duration.ZERO : Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text);
    }

    private static Map<String, String> known(Map<String, String> given) {
        return given == null ? Map.of() : given;
    }

    static BuilderChoice builder(String name) {
        try {
            return BuilderChoice.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InputException("builder: '" + name + "' is not known; 'auto', 'embedded' and 'docker' are", e);
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
        return root == null
                ? workspace.getRemote() + "@container-build"
                : root.child("caches").child("container-build").getRemote();
    }
}
