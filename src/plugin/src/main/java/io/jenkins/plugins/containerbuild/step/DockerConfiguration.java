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
 * The Docker configuration of the agent's user, which can contain registry logins.
 *
 * @param own configuration directory of the user
 */
record DockerConfiguration(Path own) {
    private static final List<String> LOGINS = List.of("auths", "credsStore", "credHelpers", "HttpHeaders");
    /**
     * Files and directories without registry logins: contexts and plugins, with which clients find engines and
     * builders, and the keys for engines.
     */
    private static final List<String> KEPT = List.of("contexts", "cli-plugins", "ca.pem", "cert.pem", "key.pem");

    static DockerConfiguration of(Map<String, String> environment) {
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return new DockerConfiguration(folder.isEmpty() ? Path.of(home, ".docker") : Path.of(folder));
    }

    /**
     * Writes a copy of the configuration without the logins and returns the environment variables that make clients use
     * the copy. Files without logins are not copied but linked.
     *
     * @param folder directory in which the copy is created
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
                    "a copy of Docker's configuration without logins could not be written to " + folder + ": "
                            + e.getMessage() + "; free disk space on the agent",
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
            throw new IOException(file + " is not valid JSON", e);
        }
    }
}
