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

/** Jenkins' own proxy as environment variables, which clients of registries read. */
public final class JenkinsProxy {
    private JenkinsProxy() {}

    /**
     * The variables for the proxy; empty if Jenkins has none.
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

    /** Jenkins separates hosts by line breaks or {@code |}; clients of registries expect commas. */
    private static String noProxy(String hosts) {
        return hosts.trim().replaceAll("[\\s,|]+", ",");
    }
}
