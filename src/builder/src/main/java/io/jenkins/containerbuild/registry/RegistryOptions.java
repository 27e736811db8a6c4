package io.jenkins.containerbuild.registry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How registries are reached. What is not said is as Docker has it.
 *
 * @param credentials by registry ({@code docker.io}, {@code host:port}) or, where users differ inside one, by a longer name ({@code
 *     host:port/team}, {@code host:port/team/app}); asked before Docker's configuration
 * @param environment where {@code DOCKER_CONFIG}, {@code HOME}, {@code PATH} and the proxies are looked up
 * @param insecureHosts registries, {@code host} or {@code host:port}, that are spoken to in plain http; loopback addresses always are,
 *     unless {@code certificates} has a folder for them
 * @param certificates folder of Docker's {@code certs.d} layout: {@code HOST[:PORT]/*.crt}, {@code *.cert} with {@code *.key}
 * @param mirrors asked for images of docker.io before docker.io itself, in this order: {@code host[:port][/prefix]}
 * @param patience with registries that are slow or fail
 */
public record RegistryOptions(
        Map<String, Credential> credentials,
        Map<String, String> environment,
        Set<String> insecureHosts,
        Path certificates,
        List<String> mirrors,
        Patience patience) {

    /**
     * How long a registry is waited for.
     *
     * @param connect for a connection to stand
     * @param idle without a byte, in either direction, after which a request has failed
     * @param retries how often and how long a failed request is repeated
     */
    public record Patience(Duration connect, Duration idle, Retries retries) {}

    /**
     * Failed requests are repeated after {@code firstWait}, then twice that and so on, with jitter, or after what the registry's {@code
     * Retry-After} says.
     *
     * @param attempts at most, the first one included
     * @param totalWait at most for one request, all its waits together
     */
    public record Retries(int attempts, Duration firstWait, Duration totalWait) {}

    /** What suits most: Docker's configuration and certificates, the process' environment. */
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

    /** Shows no credential, which the environment may hold too. */
    @Override
    public String toString() {
        return "RegistryOptions[insecureHosts=" + insecureHosts + ", certificates=" + certificates + "]";
    }
}
