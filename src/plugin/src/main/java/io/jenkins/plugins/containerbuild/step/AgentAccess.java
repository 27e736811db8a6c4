package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings with which an agent accesses registries and engines.
 *
 * @param credentials registry credentials by registry or repository name
 * @param proxy proxy variables from Jenkins' settings; the agent's environment overrides them
 * @param environment environment variables of the step; they override the agent's environment
 * @param mirrors docker.io mirrors, in the order in which they are tried
 * @param engine the engine that the step sets, or null if not set
 * @param trust whether the change is trusted; the agent's own registry logins are used only for trusted changes
 */
record AgentAccess(
        Map<String, Credential> credentials,
        Map<String, String> proxy,
        Map<String, String> environment,
        List<String> mirrors,
        EngineAccess engine,
        Trust trust)
        implements Serializable {

    /**
     * Registry and engine options for builds on this machine.
     *
     * @param secret private directory for the key and configuration files that clients read
     */
    RegistryOptions options(Path secret) {
        Map<String, String> all = new HashMap<>(proxy);
        all.putAll(System.getenv());
        all.putAll(environment);
        if (engine != null) {
            all.putAll(engine.environment(secret));
        }
        if (trust == Trust.NONE) {
            all.putAll(DockerConfiguration.of(all).withoutLogins(secret));
            all.remove("DOCKER_AUTH_CONFIG"); // Docker's command line reads logins from it.
        }
        RegistryOptions options =
                RegistryOptions.defaults().withEnvironment(all).withMirrors(mirrors);
        for (Map.Entry<String, Credential> entry : credentials.entrySet()) {
            options = options.withCredential(entry.getKey(), entry.getValue());
        }
        return options;
    }

    /** Omits the credentials. */
    @Override
    public String toString() {
        return "AgentAccess[mirrors=" + mirrors + ", engine=" + engine + "]";
    }
}
