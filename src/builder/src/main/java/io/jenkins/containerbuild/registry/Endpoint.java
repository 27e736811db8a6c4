package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.Vocabulary;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Where a registry is asked. {@code docker.io} is at {@code registry-1.docker.io}. Plain http is spoken with loopback addresses that have
 * no folder in certs.d, and with the hosts that the user calls insecure; everyone else is spoken to in TLS.
 *
 * @param registry as image names have it
 * @param base scheme and host
 * @param insecureHosts {@code host} or {@code host:port}
 */
record Endpoint(String registry, URI base, Set<String> insecureHosts) {

    static Endpoint of(String registry, RegistryOptions options, Trust trust) {
        String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
        URI plain = URI.create("http://" + host);
        boolean inClear = mayBePlain(plain, options.insecureHosts()) && !trust.hasFolder(registry);
        return new Endpoint(registry, inClear ? plain : URI.create("https://" + host), options.insecureHosts());
    }

    /** An address below {@code /v2/}. */
    URI uri(String path) {
        return base.resolve("/v2/" + path);
    }

    /**
     * The address itself, or the same in TLS where it names the trusted host in plain http by mistake, as registries behind a proxy do.
     *
     * @throws IOException where it asks for plain http with a host that may not be spoken to so
     */
    URI secured(URI uri, URI trusted) throws IOException {
        if (uri.getHost() == null) {
            throw new Forbidden("the registry sends on to an address without a host");
        }
        if ("https".equals(uri.getScheme())) {
            return uri;
        }
        if (!"http".equals(uri.getScheme())) {
            throw new Forbidden("the registry sends on to " + uri.getScheme() + ":, which is neither http nor https");
        }
        if (trusted.getScheme().equals("https") && uri.getHost().equalsIgnoreCase(trusted.getHost())) {
            return URI.create("https" + uri.toString().substring("http".length()));
        }
        if (!mayBePlain(uri, insecureHosts) && !sameOrigin(uri, base)) {
            throw new Forbidden("the registry sends on to plain http at " + uri.getAuthority() + "; "
                    + Vocabulary.inUse().plainHttp(uri.getAuthority()));
        }
        return uri;
    }

    private static boolean mayBePlain(URI uri, Set<String> insecureHosts) {
        return uri.getHost() != null
                && (Loopback.is(uri.getHost())
                        || insecureHosts.contains(uri.getHost())
                        || insecureHosts.contains(uri.getAuthority()));
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    /** What a header {@code Location} means. */
    static URI resolve(URI asked, String location) throws IOException {
        try {
            return asked.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new IOException("the header Location is no address");
        }
    }

    /** An address that nobody may follow. */
    static final class Forbidden extends IOException {
        private static final long serialVersionUID = 1L;

        Forbidden(String message) {
            super(message);
        }
    }
}
