package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Vocabulary;
import java.io.IOException;
import java.util.Set;

/**
 * The server of a registry; for {@code docker.io}, this is {@code registry-1.docker.io}. Loopback addresses and the
 * user's insecure hosts are reached without TLS, unless certs.d has a folder for the registry.
 *
 * @param registry the registry's name in image references
 * @param base scheme and host of the server
 * @param insecureHosts the hosts that may be reached without TLS: {@code host} or {@code host:port}
 */
record Endpoint(String registry, Address base, Set<String> insecureHosts) {

    /** @throws InputException if the registry's name is not {@code host[:port]} */
    static Endpoint of(String registry, RegistryOptions options, RegistryTls tls) {
        String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
        try {
            Address plain = Address.parse("http://" + host);
            boolean inClear = (Loopback.is(plain.host()) || isInsecure(plain, options.insecureHosts()))
                    && !tls.hasFolder(registry);
            return new Endpoint(registry, inClear ? plain : plain.inTls(), options.insecureHosts());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    registry + ": not a registry: " + e.getMessage() + "; use a name such as registry.example:5000");
        }
    }

    /** Returns the address of a path relative to {@code /v2/}. */
    Address address(String path) {
        return base.resolve("/v2/" + path);
    }

    /**
     * Returns the address that may be used. An http address is changed to https if it has the host of the trusted https
     * address, because registries behind a proxy send such redirects by mistake.
     *
     * @throws Forbidden if the host must not be reached without TLS
     */
    Address secured(Address address, Address trusted) throws IOException {
        if (address.isSecure()) {
            return address;
        }
        if (trusted.isSecure() && address.host().equalsIgnoreCase(trusted.host())) {
            return address.inTls();
        }
        if (!mayBePlain(address)) {
            throw new Forbidden("the registry redirects to unencrypted HTTP at " + address.authority() + "; "
                    + Vocabulary.inUse().plainHttp(address.authority()));
        }
        return address;
    }

    /**
     * Whether an address without TLS is allowed. Only a registry on this machine may redirect to a loopback address,
     * because local services may trust all local clients.
     */
    private boolean mayBePlain(Address address) {
        return address.sameOrigin(base)
                || isInsecure(address, insecureHosts)
                || Loopback.is(address.host()) && Loopback.is(base.host());
    }

    private static boolean isInsecure(Address address, Set<String> insecureHosts) {
        return insecureHosts.contains(address.bracketed()) || insecureHosts.contains(address.authority());
    }

    /**
     * Resolves the address in a response header.
     *
     * @throws Forbidden if the value is not an address
     */
    static Address resolve(Address asked, String header, String value) throws IOException {
        try {
            return asked.resolve(value);
        } catch (IllegalArgumentException e) {
            throw new Forbidden("the header " + header + " is not an address: " + e.getMessage());
        }
    }

    /** A redirect that must not be followed. */
    static final class Forbidden extends IOException {
        private static final long serialVersionUID = 1L;

        Forbidden(String message) {
            super(message);
        }
    }
}
