package io.jenkins.plugins.containerbuild.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.containerbuild.BuildRequest.BuilderChoice;
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

/** What a step asks its agent for: its parameters over the global settings, and less for changes from forks. Read on the controller. */
final class Requests {
    private final ContainerBuildConfiguration settings = ContainerBuildConfiguration.get();
    private final Masks masks = new Masks();
    private final Run<?, ?> run;
    private final TaskListener log;
    private final FilePath workspace;
    private final EnvVars environment;
    private final Trust trust;

    Requests(StepContext context) throws IOException, InterruptedException {
        this.run = context.get(Run.class);
        this.log = context.get(TaskListener.class);
        this.workspace = context.get(FilePath.class);
        this.environment = context.get(EnvVars.class);
        this.trust = settings.isRestrictForks() ? Trust.of(run, log) : Trust.FULL;
        if (trust == Trust.NONE) {
            UntrustedChange.mark(run);
        }
    }

    /** For a build; throws {@link InputException} where a parameter cannot be. */
    AgentRequest of(ContainerBuildStep step) {
        ImageNames names = ImageNames.of(step.getImage(), known(step.getTags()), Util.fixNull(settings.getRegistry()));
        if (step.getPush() == null && !step.isLoad() && !names.namesRegistry()) {
            log.getLogger()
                    .println("WARNING: the image goes nowhere, since its name has no registry; a name such as"
                            + " registry.example/" + step.getImage() + ", or load: true, would take it somewhere");
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
            known(step.getSecrets()).forEach(secret -> secrets.put(secret.getId(), secret.value(run, masks)));
        } else {
            Trust.tell(log);
        }
        AgentRequest.Image image = new AgentRequest.Image(
                // A name in an engine is believed by those who start it.
                trust == Trust.FULL ? names.references() : names.apart().references(),
                known(step.getLabels()),
                destinations,
                step.isNoCache() ? AgentRequest.Reuse.NOTHING : AgentRequest.Reuse.CACHE,
                known(step.getCacheFrom()),
                // What a fork leaves there, builds of others would take.
                trust == Trust.FULL ? known(step.getCacheTo()) : List.of(),
                maxAge(Util.fixNull(step.getMaxAge(), "24h")),
                secrets);
        RegistryAccess registries = new RegistryAccess(run, masks);
        if (trust == Trust.FULL && step.getCredentialsId() != null) {
            registries.use(step.getCredentialsId(), names.references().get(0).registry());
        }
        return request(step, image, registries, EngineAccess.of(step.getDockerServer(), run));
    }

    /** For a plan. */
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
                baseline.catalogue().contexts(known(step.getBaseImages())),
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
     * With what BuildKit keeps apart for a stranger's change. A directory of RUN --mount=type=cache belongs to all builds of an engine. And what
     * a command made without its secret would be found by those who have it, since secrets do not count: the name of the machine does.
     */
    private Map<String, String> buildArgs(ImageStep step) {
        Map<String, String> buildArgs = new LinkedHashMap<>(known(step.getBuildArgs()));
        if (trust == Trust.NONE) {
            buildArgs.put(
                    "BUILDKIT_CACHE_MOUNT_NS", "untrusted/" + run.getParent().getFullName());
            if (step instanceof ContainerBuildStep build
                    && !known(build.getSecrets()).isEmpty()) {
                buildArgs.put("BUILDKIT_SANDBOX_HOSTNAME", "untrusted");
            }
        }
        return buildArgs;
    }

    private static <T> List<T> known(List<T> given) {
        return given == null ? List.of() : given;
    }

    private static Map<String, String> known(Map<String, String> given) {
        return given == null ? Map.of() : given;
    }

    static String path(String parameter, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InputException(parameter + ": a path has one line");
        }
        if (parameter.equals("dockerfile") && text.endsWith("/")) {
            throw new InputException("dockerfile: '" + text + "' is a directory; " + text + "Dockerfile would work");
        }
        return text;
    }

    static Duration maxAge(String text) {
        if (!text.matches("0|[0-9]{1,9}[smhd]")) {
            throw new InputException("maxAge: '" + text + "' is no duration; 24h, 90m, 7d or 0 would work");
        }
        return text.equals("0") ? Duration.ZERO : Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text);
    }

    static BuilderChoice builder(String name) {
        try {
            return BuilderChoice.parse(name);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "builder: '" + name + "' is not known; 'auto', 'embedded', 'docker' and 'buildx:NAME' are", e);
        }
    }

    /** Below the agent's root, so that it goes when the agent goes. */
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
