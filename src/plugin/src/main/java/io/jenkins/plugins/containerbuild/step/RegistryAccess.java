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
import io.jenkins.plugins.containerbuild.config.RegistryCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Registry credentials from Jenkins, read on the controller. The credentials of the catalogue's base images are
 * included automatically.
 */
final class RegistryAccess {
    private final Map<String, Credential> credentials = new LinkedHashMap<>();
    private final Run<?, ?> run;
    private final SecretMasks masks;

    /** Throws {@link InputException} if a catalogue entry sets credentials that Jenkins does not have. */
    RegistryAccess(Run<?, ?> run, SecretMasks masks) {
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
     * Adds credentials for a registry or a repository.
     *
     * @throws InputException if Jenkins has no credentials with this id that the run may use
     */
    void use(String id, String name) {
        credentials.put(name, credential(id, name));
    }

    /** The credentials by registry or repository name. */
    Map<String, Credential> credentials() {
        return new LinkedHashMap<>(credentials);
    }

    private Credential credential(String id, String name) {
        IdCredentials found = CredentialsProvider.findCredentialById(
                id,
                IdCredentials.class,
                run,
                URIRequirementBuilder.fromUri("https://" + name).build());
        Credential credential = RegistryCredentials.of(found)
                .orElseThrow(() -> new InputException("credentialsId: Jenkins has no credentials with the id \"" + id
                        + "\" that this job may use for the registry of " + name
                        + "; use credentials of the kind user name with password"));
        CredentialsProvider.track(run, found);
        masks.addWord(credential.secret());
        String pair = credential.user() + ":" + credential.secret();
        masks.addWord(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        return credential;
    }
}
