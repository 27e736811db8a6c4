package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How an agent reaches registries and engines.
 *
 * @param credentials by registry or by a longer name in one
 * @param proxy variables for Jenkins' proxy, which those of the agent win over
 * @param environment what the step's environment says, which wins over that of the agent
 * @param mirrors of docker.io
 * @param engine the one that the step names, or null
 * @param trust in the change; without it, the agent's own logins to registries are not used
 */
record AgentAccess(
        Map<String, Credential> credentials,
        Map<String, String> proxy,
        Map<String, String> environment,
        List<String> mirrors,
        EngineAccess engine,
        Trust trust)
        implements Serializable {

    /** For this machine; what has to be a file is written below a directory. */
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

    /** Shows no credential. */
    @Override
    public String toString() {
        return "AgentAccess[mirrors=" + mirrors + ", engine=" + engine + "]";
    }
}
