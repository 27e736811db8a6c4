package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Vocabulary;
import java.io.IOException;
import java.util.Set;

/**
 * Where a registry is asked. {@code docker.io} is at {@code registry-1.docker.io}. Plain http is spoken with loopback addresses that have
 * no folder in certs.d, and with the hosts that the user calls insecure; everyone else is spoken to in TLS.
 *
 * @param registry as image names have it
 * @param base scheme and host
 * @param insecureHosts {@code host} or {@code host:port}
 */
record Endpoint(String registry, Address base, Set<String> insecureHosts) {

    /** @throws InputException if the registry's name is not a host with or without a port */
    static Endpoint of(String registry, RegistryOptions options, Trust trust) {
        String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
        try {
            Address plain = Address.parse("http://" + host);
            boolean inClear = (Loopback.is(plain.host()) || isInsecure(plain, options.insecureHosts()))
                    && !trust.hasFolder(registry);
            return new Endpoint(registry, inClear ? plain : plain.inTls(), options.insecureHosts());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    registry + ": not a registry: " + e.getMessage() + "; use a name such as registry.example:5000");
        }
    }

    /** An address below {@code /v2/}. */
    Address address(String path) {
        return base.resolve("/v2/" + path);
    }

    /**
     * The address itself, or the same in TLS where it names the trusted host in plain http by mistake, as registries behind a proxy do.
     *
     * @throws Forbidden if it asks for plain http with a host that may not be spoken to so
     */
    Address secured(Address address, Address trusted) throws IOException {
        if (address.isSecure()) {
            return address;
        }
        if (trusted.isSecure() && address.host().equalsIgnoreCase(trusted.host())) {
            return address.inTls();
        }
        if (!mayBePlain(address)) {
            throw new Forbidden("the registry sends on to plain http at " + address.authority() + "; "
                    + Vocabulary.inUse().plainHttp(address.authority()));
        }
        return address;
    }

    /** A registry elsewhere that leads to this machine's own services is not followed: they may trust whoever reaches them. */
    private boolean mayBePlain(Address address) {
        return address.sameOrigin(base)
                || isInsecure(address, insecureHosts)
                || Loopback.is(address.host()) && Loopback.is(base.host());
    }

    private static boolean isInsecure(Address address, Set<String> insecureHosts) {
        return insecureHosts.contains(address.bracketed()) || insecureHosts.contains(address.authority());
    }

    /**
     * The address that a header of an answer means.
     *
     * @throws Forbidden if it is not one
     */
    static Address resolve(Address asked, String header, String value) throws IOException {
        try {
            return asked.resolve(value);
        } catch (IllegalArgumentException e) {
            throw new Forbidden("the header " + header + " is not an address: " + e.getMessage());
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
