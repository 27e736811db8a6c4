package io.jenkins.plugins.containerbuild.step;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Selects the environment variables of a step that registry and engine clients read. */
final class StepEnvironment {
    private static final List<String> NAMES = List.of(
            "BUILDX_BUILDER",
            "BUILDX_CONFIG",
            "DOCKER_BUILDKIT",
            "DOCKER_CERT_PATH",
            "DOCKER_CONFIG",
            "DOCKER_CONTEXT",
            "DOCKER_HOST",
            "DOCKER_TLS",
            "DOCKER_TLS_VERIFY",
            "HOME",
            "HTTPS_PROXY",
            "HTTP_PROXY",
            "NO_PROXY",
            "PATH",
            "http_proxy",
            "https_proxy",
            "no_proxy");

    private StepEnvironment() {}

    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> result = new TreeMap<>();
        for (String name : NAMES) {
            String value = environment.get(name);
            if (value != null) {
                result.put(name, value);
            }
        }
        return result;
    }
}
