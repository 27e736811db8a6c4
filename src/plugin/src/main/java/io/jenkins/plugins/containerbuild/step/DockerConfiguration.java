package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Docker's configuration of an agent, in which its user may have logged in to registries.
 *
 * @param own folder, as DOCKER_CONFIG names it
 */
record DockerConfiguration(Path own) {
    private static final List<String> LOGINS = List.of("auths", "credsStore", "credHelpers", "HttpHeaders");
    /** What else there may be: how engines and builders are found, and keys for engines. */
    private static final List<String> KEPT = List.of("contexts", "cli-plugins", "ca.pem", "cert.pem", "key.pem");

    static DockerConfiguration of(Map<String, String> environment) {
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return new DockerConfiguration(folder.isEmpty() ? Path.of(home, ".docker") : Path.of(folder));
    }

    /**
     * Variables that name the same configuration without its logins.
     *
     * @param folder in which it is written; links there lead to what is kept
     */
    Map<String, String> withoutLogins(Path folder) {
        try {
            Path copy = Files.createDirectory(folder.resolve("docker-config"));
            Map<String, Object> members = new LinkedHashMap<>(members());
            LOGINS.forEach(members::remove);
            Files.write(copy.resolve("config.json"), new JsonObject(members).toBytes());
            for (String name : KEPT) {
                if (Files.exists(own.resolve(name))) {
                    Files.createSymbolicLink(
                            copy.resolve(name), own.resolve(name).toAbsolutePath());
                }
            }
            Map<String, String> variables = new HashMap<>();
            variables.put("DOCKER_CONFIG", copy.toString());
            variables.put(
                    "BUILDX_CONFIG", own.resolve("buildx").toAbsolutePath().toString());
            return variables;
        } catch (IOException e) {
            throw new ServiceException(
                    "Docker's configuration cannot be written to " + folder + " without its logins: " + e.getMessage()
                            + "; make room for temporary files on the agent",
                    e);
        }
    }

    private Map<String, Object> members() throws IOException {
        Path file = own.resolve("config.json");
        try {
            return Files.isRegularFile(file)
                    ? JsonObject.parse(Files.readAllBytes(file)).members()
                    : Map.of();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no JSON", e);
        }
    }
}
