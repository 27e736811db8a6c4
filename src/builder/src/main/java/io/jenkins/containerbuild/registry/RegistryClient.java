package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.ImageReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Speaks with registries for one user and, best, for one build. Safe for several threads. Closing it ends all that is under way and
 * forgets all tokens.
 *
 * <p>Failures are {@link io.jenkins.containerbuild.fault.ServiceException}, those for missing or wrong credentials too: what mends them is
 * in the user's environment, not in the Dockerfile. Only an image that does not exist is an {@link
 * io.jenkins.containerbuild.fault.InputException}. An interrupted thread gets a {@link java.util.concurrent.CancellationException} and
 * keeps its flag.
 */
public final class RegistryClient implements AutoCloseable {
    private final RegistryOptions options;
    private final Trust trust;
    private final Transport transport;
    private final Map<String, Session> sessions = new HashMap<>();

    public RegistryClient(RegistryOptions options) {
        this.options = options;
        this.trust = new Trust(options.certificates());
        this.transport = new Transport(
                new Connector(options.patience().connect(), options.patience().idle(), trust),
                new ProxySettings(options.environment()),
                options.patience().idle());
    }

    /** The repository of an image that is about to be pushed, which need not exist yet; tag and digest do not matter. */
    public Repository target(ImageReference image) {
        return new Repository(session(image.registry(), image.repository()), image.repository(), Ask.Access.PUSH);
    }

    /** The repository of an image; its tag and digest do not matter. */
    public Repository repository(ImageReference image) {
        return repository(image.registry(), image.repository());
    }

    /** Where else an image of docker.io may be had, nearest first; none for images of other registries. */
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

    /** A repository by {@code host[:port]} and name. */
    public Repository repository(String registry, String name) {
        return new Repository(session(registry, name), name, Ask.Access.PULL);
    }

    private synchronized Session session(String registry, String name) {
        return sessions.computeIfAbsent(
                credentialKey(registry, name),
                key -> new Session(Endpoint.of(registry, options, trust), transport, options, key));
    }

    /** The longest of the caller's names that covers the repository, or the registry's name. */
    private String credentialKey(String registry, String name) {
        String key = registry + "/" + name;
        while (key.length() > registry.length() && !options.credentials().containsKey(key)) {
            key = key.substring(0, key.lastIndexOf('/'));
        }
        return key;
    }

    /** Files on the web, by the same connections and proxies; no credential of a registry goes with them. */
    public WebFiles web() {
        return new WebFiles(transport);
    }

    /** What proves to the image's registry who asks, for those who ask it in our place. */
    public Optional<Credential> credential(ImageReference image) {
        String key = credentialKey(image.registry(), image.repository());
        return Optional.ofNullable(new Credentials(options).find(key).credential());
    }

    @Override
    public void close() {
        transport.close();
    }
}
