package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A DOCKER_CONFIG for one build: the user's own, but with the credentials that were given for this build, those of the registries that it
 * names and no others.
 */
final class BuildxConfiguration {
    private static final List<String> CREDENTIALS = List.of("auths", "credsStore", "credHelpers");
    /** Folders of the user's own that buildx looks into. */
    private static final List<String> FOLDERS = List.of("cli-plugins", "contexts");

    private BuildxConfiguration() {}

    /** The environment in which docker reads it. */
    static Map<String, String> in(BuildxFolder folder, Map<String, String> environment, EngineCredentials credentials) {
        Path own = own(environment);
        Map<String, Object> members = new LinkedHashMap<>(read(own.resolve("config.json")));
        CREDENTIALS.forEach(members::remove);
        members.put("auths", credentials.byRegistry());
        Path file = folder.write("docker/config.json", new JsonObject(members).toBytes());
        for (String name : FOLDERS) {
            if (Files.isDirectory(own.resolve(name))) {
                folder.link("docker/" + name, own.resolve(name).toAbsolutePath());
            }
        }
        Map<String, String> result = new LinkedHashMap<>(environment);
        result.put("DOCKER_CONFIG", file.getParent().toString());
        // What buildx knows of its builders stays where it is.
        result.putIfAbsent(
                "BUILDX_CONFIG", own.resolve("buildx").toAbsolutePath().toString());
        return result;
    }

    private static Path own(Map<String, String> environment) {
        String config = environment.getOrDefault("DOCKER_CONFIG", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return config.isEmpty() ? Path.of(home, ".docker") : Path.of(config);
    }

    private static Map<String, Object> read(Path file) {
        try {
            return JsonObject.parse(Files.readAllBytes(file)).members();
        } catch (IOException | IllegalArgumentException e) {
            return Map.of();
        }
    }
}
