package io.jenkins.plugins.containerbuild.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import hudson.security.ACL;
import io.jenkins.containerbuild.registry.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;

/** Converts Jenkins credentials to registry credentials. */
public final class RegistryCredentials {
    private RegistryCredentials() {}

    /**
     * Converts a user name with password, or credentials that a plugin can convert to a registry token, such as Amazon,
     * Google and Azure credentials.
     *
     * @param found the Jenkins credentials, or null if there are none
     * @return the registry credentials; empty if there are none or if their kind cannot be converted
     */
    public static Optional<Credential> of(IdCredentials found) {
        DockerRegistryToken token =
                found == null ? null : AuthenticationTokens.convert(DockerRegistryToken.class, found);
        if (token == null) {
            return Optional.empty();
        }
        String pair = new String(Base64.getDecoder().decode(token.getToken()), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return Optional.of(Credential.ofPassword(
                colon < 0 ? "" : pair.substring(0, colon),
                pair.substring(colon + 1),
                "Jenkins' credentials " + found.getId()));
    }

    /** The system credentials with this ID, for requests that Jenkins itself sends; empty if there are none. */
    public static Optional<Credential> ofSystem(String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        List<IdCredentials> all = CredentialsProvider.lookupCredentialsInItemGroup(
                IdCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of());
        return of(CredentialsMatchers.firstOrNull(all, CredentialsMatchers.withId(id)));
    }
}
