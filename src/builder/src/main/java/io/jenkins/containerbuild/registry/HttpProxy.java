package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An HTTP proxy.
 *
 * @param authorization value of the {@code Proxy-Authorization} header, or null if the proxy needs none
 */
record HttpProxy(String host, int port, String authorization) {

    /**
     * Parses {@code [http://][user:password@]host[:port]}.
     *
     * @param variable name of the environment variable, for messages
     * @throws InputException if the text is invalid; the message does not quote the text, which may contain a password
     */
    static HttpProxy parse(String variable, String text) {
        try {
            Address address = Address.parse(text.contains("://") ? text : "http://" + text);
            if (!address.isSecure()) {
                return new HttpProxy(address.host(), address.port(), address.authorization());
            }
        } catch (IllegalArgumentException e) {
            // The exception below explains it.
        }
        throw new InputException(
                variable + " must be the address of a proxy, for example http://[user:password@]host:port");
    }

    /** The {@code Authorization} header for basic authentication with {@code user:password}. */
    static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "proxy " + host + ":" + port;
    }
}
