package io.jenkins.containerbuild.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the proxy for a server. JVM properties take precedence ({@code https.proxyHost}, {@code https.proxyPort},
 * {@code https.proxyUser}, {@code https.proxyPassword}, {@code http.nonProxyHosts} and the same for {@code http}) over
 * the environment variables {@code https_proxy}, {@code http_proxy} and {@code no_proxy} in lower or upper case, as in
 * curl and Docker; {@code no_proxy} may also contain patterns such as {@code 10.*}. Loopback addresses are reached
 * directly.
 */
final class ProxySettings {
    private final Map<String, String> environment;

    ProxySettings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The proxy for a server, or null if it is reached directly. */
    HttpProxy between(boolean secure, String host, int port) {
        if (Loopback.is(host)) {
            return null;
        }
        String scheme = secure ? "https" : "http";
        String property = System.getProperty(scheme + ".proxyHost", "");
        if (!property.isEmpty()) {
            return excludedByProperty(host) ? null : fromProperties(scheme, property);
        }
        String variable = scheme + "_proxy";
        String value = variable(variable);
        return value.isEmpty() || excludedByVariable(host.toLowerCase(Locale.ROOT), port)
                ? null
                : HttpProxy.parse(variable, value);
    }

    private static HttpProxy fromProperties(String scheme, String host) {
        int port = Integer.getInteger(scheme + ".proxyPort", scheme.equals("https") ? 443 : 80);
        String user = System.getProperty(scheme + ".proxyUser");
        String authorization =
                user == null ? null : HttpProxy.basic(user + ":" + System.getProperty(scheme + ".proxyPassword", ""));
        return new HttpProxy(host, port, authorization);
    }

    private static boolean excludedByProperty(String host) {
        for (String pattern : System.getProperty("http.nonProxyHosts", "").split("\\|")) {
            boolean starts = pattern.endsWith("*");
            boolean ends = pattern.startsWith("*");
            String fixed = pattern.replace("*", "");
            if (!pattern.isEmpty()
                    && (starts && host.startsWith(fixed) || ends && host.endsWith(fixed) || host.equals(pattern))) {
                return true;
            }
        }
        return false;
    }

    private boolean excludedByVariable(String host, int port) {
        for (String entry : variable("no_proxy").toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            String name =
                    entry.endsWith(":" + port) ? entry.substring(0, entry.length() - (":" + port).length()) : entry;
            String domain = name.startsWith("*.") ? name.substring(1) : name.startsWith(".") ? name : "." + name;
            if (!name.isEmpty()
                    && (name.endsWith("*") && host.startsWith(name.substring(0, name.length() - 1))
                            || host.equals(name)
                            || host.endsWith(domain)
                            || isInNetwork(host, name))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the host is an IP address in the network {@code address/bits}; host names are not resolved. */
    private static boolean isInNetwork(String host, String network) {
        int slash = network.indexOf('/');
        if (slash < 0 || !host.matches("[0-9.]+|[0-9a-f:]+:[0-9a-f:]*")) {
            return false;
        }
        try {
            byte[] address = InetAddress.getByName(host).getAddress();
            byte[] start = InetAddress.getByName(network.substring(0, slash)).getAddress();
            int bits = Integer.parseInt(network.substring(slash + 1));
            boolean same = address.length == start.length && bits >= 0 && bits <= 8 * start.length;
            for (int bit = 0; same && bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                same = (address[bit / 8] & mask) == (start[bit / 8] & mask);
            }
            return same;
        } catch (UnknownHostException | NumberFormatException e) {
            return false;
        }
    }

    /** The value of an environment variable; the lower-case name takes precedence, as in curl. */
    private String variable(String name) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : value;
    }
}
