package io.jenkins.plugins.containerbuild.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.containerbuild.BuilderChoice;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import io.jenkins.plugins.containerbuild.config.JenkinsProxy;
import io.jenkins.plugins.containerbuild.history.UntrustedChange;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Creates the request for an agent from the parameters of a step and the global settings. Restricts untrusted changes
 * from forks. Runs on the controller.
 */
final class AgentRequests {
    private final ContainerBuildConfiguration settings = ContainerBuildConfiguration.get();
    private final SecretMasks masks = new SecretMasks();
    private final Run<?, ?> run;
    private final TaskListener log;
    private final FilePath workspace;
    private final EnvVars environment;
    private final Trust trust;

    AgentRequests(StepContext context) throws IOException, InterruptedException {
        this.run = context.get(Run.class);
        this.log = context.get(TaskListener.class);
        this.workspace = context.get(FilePath.class);
        this.environment = context.get(EnvVars.class);
        this.trust = settings.isRestrictForks() ? Trust.of(run, log) : Trust.FULL;
        if (trust == Trust.NONE) {
            UntrustedChange.mark(run);
        }
    }

    /** Creates the request for a build; throws {@link InputException} if a parameter is invalid. */
    AgentRequest of(ContainerBuildStep step) {
        ImageNames names =
                ImageNames.of(step.getImage(), orEmpty(step.getTags()), Util.fixNull(settings.getRegistry()));
        if (step.getPush() == null && !step.isLoad() && !names.namesRegistry()) {
            log.getLogger()
                    .println("WARNING: the image is not pushed, because its name has no registry; use a name such as"
                            + " registry.example/" + step.getImage() + ", or set load: true");
        }
        Set<AgentRequest.Destination> destinations = EnumSet.noneOf(AgentRequest.Destination.class);
        if (trust == Trust.FULL && (step.getPush() == null ? names.namesRegistry() : step.getPush())) {
            destinations.add(AgentRequest.Destination.REGISTRY);
        }
        if (step.isLoad()) {
            destinations.add(AgentRequest.Destination.ENGINE);
        }
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        if (trust == Trust.FULL) {
            orEmpty(step.getSecrets()).forEach(secret -> secrets.put(secret.getId(), secret.value(run, masks)));
        } else {
            Trust.logRestrictions(log);
        }
        AgentRequest.Image image = new AgentRequest.Image(
                // Users choose images in an engine by name, so an untrusted image must not have a trusted name.
                trust == Trust.FULL
                        ? names.references()
                        : names.forUntrustedChange().references(),
                orEmpty(step.getLabels()),
                destinations,
                step.isNoCache() ? AgentRequest.Reuse.NOTHING : AgentRequest.Reuse.CACHE,
                orEmpty(step.getCacheFrom()),
                // Other builds would reuse the layers that a fork exported to these caches.
                trust == Trust.FULL ? orEmpty(step.getCacheTo()) : List.of(),
                maxAge(Util.fixNull(step.getMaxAge(), "24h")),
                secrets);
        RegistryAccess registries = new RegistryAccess(run, masks);
        if (trust == Trust.FULL && step.getCredentialsId() != null) {
            registries.use(step.getCredentialsId(), names.references().get(0).registry());
        }
        return request(step, image, registries, EngineAccess.of(step.getDockerServer(), run));
    }

    /** Creates the request for a plan. */
    AgentRequest of(ContainerPlanStep step) {
        return request(step, AgentRequest.Image.NONE, new RegistryAccess(run, masks), null);
    }

    private AgentRequest request(
            ImageStep step, AgentRequest.Image image, RegistryAccess registries, EngineAccess engine) {
        Baseline baseline = settings.baseline().forJob(run.getParent().getFullName());
        AgentRequest.Source source = new AgentRequest.Source(
                path("context", Util.fixNull(step.getContext())),
                path("dockerfile", Util.fixNull(step.getDockerfile())),
                Util.fixNull(step.getTarget()),
                buildArgs(step),
                baseline.catalogue().contexts(orEmpty(step.getBaseImages())),
                Util.fixNull(step.getPlatform()),
                builder(step.getBuilder() == null ? settings.getBuilder() : step.getBuilder()),
                baseline);
        AgentAccess access = new AgentAccess(
                registries.credentials(),
                JenkinsProxy.variables(masks::addWord),
                StepEnvironment.of(environment),
                settings.getRegistryMirrors(),
                engine,
                trust);
        AgentRequest.Store store = new AgentRequest.Store(cacheDirectory(), (long) settings.getCacheMegabytes() << 20);
        FilePath temporary = WorkspaceList.tempDir(workspace);
        return new AgentRequest(
                source,
                image,
                Origin.of(run, environment),
                access,
                store,
                temporary == null ? workspace.getRemote() + "@tmp" : temporary.getRemote(),
                masks);
    }

    /**
     * The build arguments. Two additional arguments isolate untrusted changes from trusted builds in the same BuildKit.
     * The first sets a separate namespace for {@code RUN --mount=type=cache}, because builds otherwise share the
     * mounted directories. The second changes the host name and thereby the cache key: secrets are not part of the key,
     * so a trusted build could otherwise reuse the result of a command that ran without its secret.
     */
    private Map<String, String> buildArgs(ImageStep step) {
        Map<String, String> buildArgs = new LinkedHashMap<>(orEmpty(step.getBuildArgs()));
        if (trust == Trust.NONE) {
            buildArgs.put(
                    "BUILDKIT_CACHE_MOUNT_NS", "untrusted/" + run.getParent().getFullName());
            if (step instanceof ContainerBuildStep build
                    && !orEmpty(build.getSecrets()).isEmpty()) {
                buildArgs.put("BUILDKIT_SANDBOX_HOSTNAME", "untrusted");
            }
        }
        return buildArgs;
    }

    private static <T> List<T> orEmpty(List<T> given) {
        return given == null ? List.of() : given;
    }

    private static Map<String, String> orEmpty(Map<String, String> given) {
        return given == null ? Map.of() : given;
    }

    static String path(String parameter, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InputException(parameter + " must not contain line breaks or other control characters");
        }
        if (parameter.equals("dockerfile") && text.endsWith("/")) {
            throw new InputException(
                    "dockerfile must be a file, for example " + text + "Dockerfile (was \"" + text + "\")");
        }
        return text;
    }

    static Duration maxAge(String text) {
        if (!text.matches("0|[0-9]{1,9}[smhd]")) {
            throw new InputException("maxAge must be a duration, for example 24h, 90m, 7d or 0 (was \"" + text + "\")");
        }
        return text.equals("0") ? Duration.ZERO : Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text);
    }

    static BuilderChoice builder(String name) {
        try {
            return BuilderChoice.parse(name);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "builder: \"" + name + "\" is not known; use one of auto, embedded, docker, buildx, buildx:NAME,"
                            + " buildkit:ADDRESS",
                    e);
        }
    }

    /**
     * Path of the cache on the agent. The default is in the agent's root directory, so that the cache is removed
     * together with the agent.
     */
    private String cacheDirectory() {
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
