package io.jenkins.plugins.containerbuild.step;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import hudson.ProxyConfiguration;
import hudson.model.Run;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;

/** Jenkins' credentials and proxy for registries, read on the controller. */
final class RegistryAccess {
    private RegistryAccess() {}

    /** Those of the catalogue's bases and those of the image; throws {@link InputException} where Jenkins has none of that id. */
    static Map<String, Credential> credentials(Run<?, ?> run, ImageReference image, String credentialsId) {
        Map<String, Credential> all = new LinkedHashMap<>();
        for (BaseImageEntry base : ContainerBuildConfiguration.get().getBases()) {
            if (base.getCredentialsId() != null) {
                String repository = ImageReference.parse(base.getReference()).name();
                all.put(repository, credential(run, base.getCredentialsId()));
            }
        }
        if (credentialsId != null) {
            all.put(image.registry(), credential(run, credentialsId));
        }
        return all;
    }

    private static Credential credential(Run<?, ?> run, String id) {
        // Subtypes may know how to become a token, such as those of Amazon, Google and Azure.
        DockerRegistryToken token = AuthenticationTokens.convert(
                DockerRegistryToken.class,
                CredentialsProvider.findCredentialById(id, IdCredentials.class, run, List.of()));
        if (token == null) {
            throw new InputException("Jenkins has no credentials with the id \"" + id
                    + "\" that this job may use for a registry; a user name with a password would work");
        }
        String pair = new String(Base64.getDecoder().decode(token.getToken()), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return Credential.ofPassword(
                colon < 0 ? "" : pair.substring(0, colon), pair.substring(colon + 1), "Jenkins' credentials " + id);
    }

    /** What the environment of the step says to clients of registries, with Jenkins' own proxy where it says nothing. */
    static Map<String, String> environment(Map<String, String> step) {
        Map<String, String> result = new LinkedHashMap<>();
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy != null && proxy.name != null) {
            result.put("HTTPS_PROXY", "http://" + proxy.name + ":" + proxy.port);
            result.put("HTTP_PROXY", "http://" + proxy.name + ":" + proxy.port);
            result.put("NO_PROXY", proxy.getNoProxyHost() == null ? "" : noProxy(proxy.getNoProxyHost()));
        }
        for (String name :
                List.of("DOCKER_CONFIG", "DOCKER_HOST", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "HOME", "PATH")) {
            if (step.containsKey(name)) {
                result.put(name, step.get(name));
            }
        }
        for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")) {
            if (step.containsKey(name)) {
                result.put(name, step.get(name));
            }
        }
        return result;
    }

    /** Jenkins writes {@code *.example} where clients read {@code .example}. */
    private static String noProxy(String hosts) {
        return hosts.trim().replaceAll("[\\s,|]+", ",").replace("*.", ".");
    }
}
