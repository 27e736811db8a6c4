package io.jenkins.containerbuild.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Options for connections to registries. The defaults are the same as Docker's.
 *
 * @param credentials credentials by registry ({@code docker.io}, {@code host:port}) or, if repositories of one registry
 *     need different users, by a longer name ({@code host:port/team}, {@code host:port/team/app}); they take precedence
 *     over Docker's configuration
 * @param environment environment variables, of which {@code DOCKER_CONFIG}, {@code HOME}, {@code PATH} and the proxy
 *     variables are read
 * @param insecureHosts registries that are reached without TLS, {@code host} or {@code host:port}, in addition to
 *     loopback addresses, unless {@code certificates} has a folder for the registry
 * @param certificates a folder with the layout of Docker's {@code certs.d}: {@code HOST[:PORT]/*.crt}, {@code *.cert}
 *     with {@code *.key}
 * @param mirrors mirrors to try for docker.io images before docker.io itself, in this order: {@code
 *     host[:port][/prefix]}
 * @param patience timeouts and retries
 */
public record RegistryOptions(
        Map<String, Credential> credentials,
        Map<String, String> environment,
        Set<String> insecureHosts,
        Path certificates,
        List<String> mirrors,
        Patience patience) {

    /**
     * Timeouts and retries.
     *
     * @param connect timeout for opening a connection
     * @param idle time without a byte in either direction after which a request fails
     * @param retries how often and how long a failed request is repeated
     */
    public record Patience(Duration connect, Duration idle, Retries retries) {}

    /**
     * Limits for repeating failed requests. The wait before each further attempt is twice the previous wait, with
     * jitter, unless the registry sends {@code Retry-After}.
     *
     * @param firstWait wait before the second attempt
     * @param attempts maximum number of attempts, including the first one
     * @param totalWait maximum sum of all waits of one request
     */
    public record Retries(int attempts, Duration firstWait, Duration totalWait) {}

    /** Docker's configuration and certificates, and the environment of this process. */
    public static RegistryOptions defaults() {
        return new RegistryOptions(
                Map.of(),
                System.getenv(),
                Set.of(),
                Path.of("/etc/docker/certs.d"),
                List.of(),
                new Patience(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(60),
                        new Retries(5, Duration.ofMillis(250), Duration.ofSeconds(60))));
    }

    public RegistryOptions withCredential(String registry, Credential credential) {
        Map<String, Credential> more = new LinkedHashMap<>(credentials);
        more.put(registry, credential);
        return new RegistryOptions(Map.copyOf(more), environment, insecureHosts, certificates, mirrors, patience);
    }

    public RegistryOptions withEnvironment(Map<String, String> other) {
        return new RegistryOptions(credentials, Map.copyOf(other), insecureHosts, certificates, mirrors, patience);
    }

    public RegistryOptions withInsecureHosts(Set<String> hosts) {
        return new RegistryOptions(credentials, environment, Set.copyOf(hosts), certificates, mirrors, patience);
    }

    public RegistryOptions withCertificates(Path folder) {
        return new RegistryOptions(credentials, environment, insecureHosts, folder, mirrors, patience);
    }

    public RegistryOptions withMirrors(List<String> other) {
        return new RegistryOptions(credentials, environment, insecureHosts, certificates, List.copyOf(other), patience);
    }

    private RegistryOptions with(Patience other) {
        return new RegistryOptions(credentials, environment, insecureHosts, certificates, mirrors, other);
    }

    public RegistryOptions withTimeouts(Duration connect, Duration idle) {
        return with(new Patience(connect, idle, patience.retries()));
    }

    public RegistryOptions withRetries(Retries other) {
        return with(new Patience(patience.connect(), patience.idle(), other));
    }

    /** Omits the credentials and the environment, which may contain credentials too. */
    @Override
    public String toString() {
        return "RegistryOptions[insecureHosts=" + insecureHosts + ", certificates=" + certificates + "]";
    }
}
