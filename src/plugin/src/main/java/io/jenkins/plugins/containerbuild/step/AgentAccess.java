package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Access of an agent to registries and engines.
 *
 * @param credentials by registry or repository name
 * @param proxy variables for Jenkins' proxy; variables of the agent override them
 * @param environment variables of the step; they override those of the agent
 * @param mirrors of docker.io, in the order to try them
 * @param engine that the step sets, or null if not set
 * @param trust in the change; the agent's own logins to registries are used only for trusted changes
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
     * The options for builds on this machine.
     *
     * @param secret directory for keys and configuration that clients read from files; nobody else can read it
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
