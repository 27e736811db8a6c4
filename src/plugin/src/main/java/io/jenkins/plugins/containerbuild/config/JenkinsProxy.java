package io.jenkins.plugins.containerbuild.config;

import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import jenkins.model.Jenkins;

/** Converts Jenkins' proxy settings to the environment variables that registry clients read. */
public final class JenkinsProxy {
    private JenkinsProxy() {}

    /**
     * The proxy variables; empty if Jenkins has no proxy.
     *
     * @param secrets receives the proxy's password, plain and URL-encoded, so that the caller can hide it
     */
    public static Map<String, String> variables(Consumer<String> secrets) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy == null || Util.fixEmptyAndTrim(proxy.name) == null) {
            return Map.of();
        }
        String url = "http://" + login(proxy, secrets) + proxy.name + ":" + proxy.port;
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("HTTPS_PROXY", url);
        variables.put("HTTP_PROXY", url);
        variables.put("NO_PROXY", noProxy(Util.fixNull(proxy.getNoProxyHost())));
        return variables;
    }

    private static String login(ProxyConfiguration proxy, Consumer<String> secrets) {
        String user = Util.fixEmpty(proxy.getUserName());
        if (user == null) {
            return "";
        }
        String password = Secret.toString(proxy.getSecretPassword());
        secrets.accept(password);
        secrets.accept(encoded(password));
        return encoded(user) + ":" + encoded(password) + "@";
    }

    /** URL-encodes text; a space becomes %20, because + means a space only in queries. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Converts Jenkins' list of hosts, separated by line breaks or {@code |}, to a comma-separated list. */
    private static String noProxy(String hosts) {
        return hosts.trim().replaceAll("[\\s,|]+", ",");
    }
}
