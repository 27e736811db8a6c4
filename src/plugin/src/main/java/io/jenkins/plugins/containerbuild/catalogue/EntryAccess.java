package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.plugins.containerbuild.config.JenkinsProxy;
import io.jenkins.plugins.containerbuild.config.RegistryCredentials;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * Settings with which the controller accesses the registries of entries: Jenkins' proxy and each entry's credentials,
 * but not the Docker configuration of the user that runs Jenkins.
 */
final class EntryAccess {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(20);

    private EntryAccess() {}

    /** Options for a check. Failed requests are not retried, because the next check serves as a retry. */
    static RegistryOptions options(Collection<Catalogue.Entry> entries) {
        RegistryOptions options = RegistryOptions.defaults()
                .withEnvironment(JenkinsProxy.variables(secret -> {}))
                .withTimeouts(CONNECT, IDLE)
                .withRetries(new RegistryOptions.Retries(1, Duration.ofMillis(1), Duration.ofMillis(1)));
        for (Catalogue.Entry entry : entries) {
            Optional<Credential> credential = RegistryCredentials.ofSystem(entry.credentialsId());
            if (credential.isPresent()) {
                String repository = ImageReference.parse(entry.reference()).name();
                options = options.withCredential(repository, credential.get());
            }
        }
        return options;
    }
}
