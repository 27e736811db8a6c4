package io.jenkins.plugins.containerbuild.step;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.Util;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerEndpoint;

/**
 * Address and TLS keys of the engine that a step sets.
 *
 * @param uri address in the format of DOCKER_HOST; "" for the agent's own engine
 * @param files contents of the key and certificate files, by the file names that Docker expects ({@code ca.pem}, {@code
 *     cert.pem}, {@code key.pem}); empty if the engine does not use TLS
 */
record EngineAccess(String uri, Map<String, String> files) implements Serializable {

    /** Reads Jenkins' credentials for the engine, on the controller; returns null if the step sets no engine. */
    static EngineAccess of(DockerServerEndpoint endpoint, Run<?, ?> run) {
        if (endpoint == null) {
            return null;
        }
        String uri = Util.fixNull(endpoint.getUri());
        String id = endpoint.getCredentialsId();
        if (id == null) {
            return new EngineAccess(uri, Map.of());
        }
        DockerServerCredentials found =
                CredentialsProvider.findCredentialById(id, DockerServerCredentials.class, run, List.of());
        if (found == null) {
            throw new InputException("dockerServer: Jenkins has no credentials with the id \"" + id
                    + "\" that this job may use for an engine; use credentials of the kind"
                    + " X.509 Client Certificate");
        }
        CredentialsProvider.track(run, found);
        return new EngineAccess(
                uri,
                Map.of(
                        "ca.pem", Util.fixNull(found.getServerCaCertificate()),
                        "cert.pem", Util.fixNull(found.getClientCertificate()),
                        "key.pem", Secret.toString(found.getClientKeySecret())));
    }

    /**
     * Writes the keys and returns the environment variables with which Docker clients find the engine and the keys.
     *
     * @param secret private directory for the keys
     */
    Map<String, String> environment(Path secret) {
        String host = uri.isEmpty() ? Util.fixNull(System.getenv("DOCKER_HOST")) : uri;
        if (files.isEmpty()) {
            return Map.of("DOCKER_HOST", host, "DOCKER_TLS_VERIFY", "", "DOCKER_TLS", "", "DOCKER_CERT_PATH", "");
        }
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                if (!file.getValue().isEmpty()) {
                    Files.writeString(secret.resolve(file.getKey()), file.getValue());
                }
            }
        } catch (IOException e) {
            throw new ServiceException(
                    "the keys for the engine could not be written to " + secret + ": " + e.getMessage()
                            + "; free disk space on the agent",
                    e);
        }
        return Map.of("DOCKER_HOST", host, "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", secret.toString());
    }

    /** Omits the keys. */
    @Override
    public String toString() {
        return "engine " + uri;
    }
}
