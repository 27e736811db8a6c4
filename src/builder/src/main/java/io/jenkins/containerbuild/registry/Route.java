package io.jenkins.containerbuild.registry;

import java.util.Map;

/**
 * The way to a server; connections of one route are interchangeable.
 *
 * @param secure whether TLS is spoken with the server
 * @param proxy that stands between, or null
 */
record Route(boolean secure, String host, int port, HttpProxy proxy) {

    static Route to(Address address, ProxySettings proxies) {
        HttpProxy proxy = proxies.between(address.isSecure(), address.host(), address.port());
        return new Route(address.isSecure(), address.host(), address.port(), proxy);
    }

    /** Plain http through a proxy: the proxy reads each request; with TLS it only tunnels. */
    boolean isForwarded() {
        return !secure && proxy != null;
    }

    /** Headers that each request needs on this route. */
    Map<String, String> forwardHeaders() {
        return isForwarded() && proxy.authorization() != null
                ? Map.of("Proxy-Authorization", proxy.authorization())
                : Map.of();
    }

    /** {@code host:port} as certs.d and messages have it. */
    String hostAndPort() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }
}
