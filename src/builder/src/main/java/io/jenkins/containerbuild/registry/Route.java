package io.jenkins.containerbuild.registry;

import java.util.Map;

/**
 * How a server is reached. Connections with the same route are interchangeable.
 *
 * @param secure whether the server is reached with TLS
 * @param authority {@code host[:port]} as the address has it, for certs.d
 * @param proxy the proxy in front of the server, or null if there is none
 */
record Route(boolean secure, String host, int port, String authority, HttpProxy proxy) {

    static Route to(Address address, ProxySettings proxies) {
        HttpProxy proxy = proxies.between(address.isSecure(), address.host(), address.port());
        return new Route(address.isSecure(), address.host(), address.port(), address.authority(), proxy);
    }

    /** Whether a proxy forwards each request. With TLS a proxy only tunnels the connection. */
    boolean isForwarded() {
        return !secure && proxy != null;
    }

    /** Headers that each request needs on this route. */
    Map<String, String> forwardHeaders() {
        return isForwarded() && proxy.authorization() != null
                ? Map.of("Proxy-Authorization", proxy.authorization())
                : Map.of();
    }
}
