package io.jenkins.plugins.containerbuild.step;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.model.Run;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;

/** Jenkins' credentials for registries, read on the controller; those of the catalogue's bases come of themselves. */
final class RegistryAccess {
    private final Map<String, Credential> credentials = new LinkedHashMap<>();
    private final Run<?, ?> run;
    private final Masks masks;

    /** Throws {@link InputException} where Jenkins has not what the catalogue names. */
    RegistryAccess(Run<?, ?> run, Masks masks) {
        this.run = run;
        this.masks = masks;
        for (BaseImageEntry base : ContainerBuildConfiguration.get().getBases()) {
            if (base.getCredentialsId() != null) {
                use(
                        base.getCredentialsId(),
                        ImageReference.parse(base.getReference()).name());
            }
        }
    }

    /**
     * Uses credentials for a registry, or for a longer name in one.
     *
     * @throws InputException where Jenkins has none of that id that the run may use
     */
    void use(String id, String name) {
        credentials.put(name, credential(id, name));
    }

    /** By registry or by a longer name in one. */
    Map<String, Credential> credentials() {
        return new LinkedHashMap<>(credentials);
    }

    private Credential credential(String id, String name) {
        IdCredentials found = CredentialsProvider.findCredentialById(
                id,
                IdCredentials.class,
                run,
                URIRequirementBuilder.fromUri("https://" + name).build());
        // Subtypes may know how to become a token, such as those of Amazon, Google and Azure.
        DockerRegistryToken token = AuthenticationTokens.convert(DockerRegistryToken.class, found);
        if (token == null) {
            throw new InputException("credentialsId: Jenkins has no credentials with the id \"" + id
                    + "\" that this job may use for the registry of " + name
                    + "; a user name with a password would work");
        }
        CredentialsProvider.track(run, found);
        String pair = new String(Base64.getDecoder().decode(token.getToken()), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        String password = pair.substring(colon + 1);
        masks.addWord(password);
        masks.addWord(token.getToken());
        return Credential.ofPassword(colon < 0 ? "" : pair.substring(0, colon), password, "Jenkins' credentials " + id);
    }
}
