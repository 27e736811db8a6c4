package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client of registries for one user, preferably for one build. Thread-safe. Closing it cancels requests that are in
 * progress and discards all tokens.
 *
 * <p>Failures are {@link io.jenkins.containerbuild.fault.ServiceException}, also for missing or wrong credentials,
 * because they are fixed in the user's environment and not in the Dockerfile. Only an image that does not exist is an
 * {@link io.jenkins.containerbuild.fault.InputException}. An interrupted thread gets a {@link
 * java.util.concurrent.CancellationException} and keeps its interrupt flag.
 */
public final class RegistryClient implements AutoCloseable {
    private final RegistryOptions options;
    private final RegistryTls tls;
    private final Transport transport;
    private final Map<String, Session> sessions = new HashMap<>();

    public RegistryClient(RegistryOptions options) {
        this.options = options;
        this.tls = new RegistryTls(options.certificates());
        this.transport = new Transport(
                new Connector(options.patience().connect(), options.patience().idle(), tls),
                new ProxySettings(options.environment()),
                options.patience().idle());
    }

    /** The repository of an image that is about to be pushed. It need not exist yet. Tag and digest are ignored. */
    public Repository target(ImageReference image) {
        return new Repository(
                session(image.registry(), image.repository()), image.repository(), RegistryCall.Access.PUSH);
    }

    /** The repository of an image. Tag and digest are ignored. */
    public Repository repository(ImageReference image) {
        return repository(image.registry(), image.repository());
    }

    /** Mirrors to try for a docker.io image, in the configured order; empty for other registries. */
    public List<Repository> mirrors(ImageReference image) {
        List<Repository> mirrors = new ArrayList<>();
        if (image.registry().equals("docker.io")) {
            for (String mirror : options.mirrors()) {
                int slash = mirror.indexOf('/');
                String host = slash < 0 ? mirror : mirror.substring(0, slash);
                String prefix = slash < 0 ? "" : mirror.substring(slash + 1) + "/";
                mirrors.add(repository(host, prefix + image.repository()));
            }
        }
        return mirrors;
    }

    /** A repository of a registry {@code host[:port]}. */
    public Repository repository(String registry, String name) {
        return new Repository(session(registry, name), name, RegistryCall.Access.PULL);
    }

    private synchronized Session session(String registry, String name) {
        return sessions.computeIfAbsent(
                credentialKey(registry, name),
                key -> new Session(Endpoint.of(registry, options, tls), transport, options, key));
    }

    /** The longest of the caller's credential names that covers the repository, or the registry's name if none does. */
    private String credentialKey(String registry, String name) {
        String key = registry + "/" + name;
        while (key.length() > registry.length() && !options.credentials().containsKey(key)) {
            key = key.substring(0, key.lastIndexOf('/'));
        }
        return key;
    }

    /** A client for files on the web, with the same connections and proxies but without credentials of registries. */
    public WebFiles web() {
        return new WebFiles(transport);
    }

    /** The credential for an image's registry, for another program that pulls or pushes the image for us. */
    public Optional<Credential> credential(ImageReference image) {
        String key = credentialKey(image.registry(), image.repository());
        return Optional.ofNullable(new Credentials(options).find(key).credential());
    }

    @Override
    public void close() {
        transport.close();
    }
}
