package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A proxy for HTTP.
 *
 * @param authorization value of {@code Proxy-Authorization}, or null
 */
record HttpProxy(String host, int port, String authorization) {

    /**
     * Reads {@code [http://][user:password@]host[:port]}.
     *
     * @param variable where the text comes from
     * @throws InputException where it is something else; the message does not show it, as it may hold a password
     */
    static HttpProxy parse(String variable, String text) {
        try {
            Address address = Address.parse(text.contains("://") ? text : "http://" + text);
            if (!address.isSecure()) {
                return new HttpProxy(address.host(), address.port(), address.authorization());
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the message.
        }
        throw new InputException(
                variable + " does not name a proxy that can be used; http://[user:password@]host:port would work");
    }

    /** The value of an authorization header for {@code user:password}. */
    static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "proxy " + host + ":" + port;
    }
}
