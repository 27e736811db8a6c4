package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A registry client for one user; create one client per build. Thread-safe. Closing the client cancels requests that
 * are in progress and discards all tokens.
 *
 * <p>Failures throw a {@link io.jenkins.containerbuild.fault.ServiceException}, also for missing or wrong credentials,
 * because the user must correct the environment and not the Dockerfile. Only an image that does not exist causes an
 * {@link io.jenkins.containerbuild.fault.InputException}. If the thread is interrupted, methods throw a {@link
 * java.util.concurrent.CancellationException} and the interrupt flag stays set.
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

    /** The repository to which an image will be pushed; it need not exist yet. Tag and digest are ignored. */
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

    /** A repository in the registry {@code host[:port]}. */
    public Repository repository(String registry, String name) {
        return new Repository(session(registry, name), name, RegistryCall.Access.PULL);
    }

    private synchronized Session session(String registry, String name) {
        return sessions.computeIfAbsent(
                credentialKey(registry, name),
                key -> new Session(Endpoint.of(registry, options, tls), transport, options, key));
    }

    /**
     * The longest key of the caller's credentials that is a prefix of the repository's path, or else the registry's
     * name.
     */
    private String credentialKey(String registry, String name) {
        String key = registry + "/" + name;
        while (key.length() > registry.length() && !options.credentials().containsKey(key)) {
            key = key.substring(0, key.lastIndexOf('/'));
        }
        return key;
    }

    /** A client for files on the web, with the same connections and proxies but without registry credentials. */
    public WebFiles web() {
        return new WebFiles(transport);
    }

    /** The credential for an image, to be passed to another program that pulls or pushes the image. */
    public Optional<Credential> credential(ImageReference image) {
        String key = credentialKey(image.registry(), image.repository());
        return Optional.ofNullable(new Credentials(options).find(key).credential());
    }

    @Override
    public void close() {
        transport.close();
    }
}
