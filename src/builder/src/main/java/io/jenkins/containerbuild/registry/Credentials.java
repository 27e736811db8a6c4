package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the credential for a registry. Credentials from the caller take precedence over Docker's {@code config.json} in
 * {@code $DOCKER_CONFIG} or {@code ~/.docker}. There, the credential helper for the registry, or else the one for all
 * registries, takes precedence over entries in the file itself.
 */
final class Credentials {
    /** The key of docker.io in Docker's configuration. */
    private static final String HUB = "https://index.docker.io/v1/";

    private final Map<String, Credential> given;
    private final Map<String, String> environment;

    Credentials(RegistryOptions options) {
        this.given = options.credentials();
        this.environment = options.environment();
    }

    /**
     * The result of a search.
     *
     * @param credential the credential, or null if none was found
     * @param trouble an error because of which an existing credential may not have been found, or "" if there was no
     *     error
     */
    record Found(Credential credential, String trouble) {}

    Found find(String registry) {
        Credential own = given.get(registry);
        if (own != null) {
            return new Found(own, "");
        }
        Path file = configFile();
        try {
            return Files.isRegularFile(file)
                    ? find(registry, JsonObject.parse(Files.readAllBytes(file)), file.toString())
                    : new Found(null, "");
        } catch (IOException | IllegalArgumentException e) {
            return new Found(null, file + " cannot be read: " + e.getMessage());
        }
    }

    private Path configFile() {
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return (folder.isEmpty() ? Path.of(home, ".docker") : Path.of(folder)).resolve("config.json");
    }

    private Found find(String registry, JsonObject config, String file) {
        String key = registry.equals("docker.io") ? HUB : registry;
        String helper = config.object("credHelpers").string(registry);
        if (helper.isEmpty()) {
            helper = config.object("credHelpers").string(key);
        }
        if (helper.isEmpty()) {
            helper = config.string("credsStore");
        }
        Found found = helper.isEmpty() ? new Found(null, "") : new CredentialHelper(helper, environment).get(key);
        return found.credential() != null
                ? found
                : new Found(entry(config.object("auths"), key, file).orElse(null), found.trouble());
    }

    private static Optional<Credential> entry(JsonObject auths, String key, String file) {
        if (auths.has(key)) {
            return read(auths.object(key), file);
        }
        return auths.members().keySet().stream()
                .filter(other -> hostOf(other).equals(hostOf(key)))
                .findFirst()
                .flatMap(other -> read(auths.object(other), file));
    }

    /** Returns the host of a key in {@code auths}; older keys have the form {@code https://host/v1/}. */
    private static String hostOf(String key) {
        String rest = key.substring(key.indexOf("://") < 0 ? 0 : key.indexOf("://") + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    private static Optional<Credential> read(JsonObject entry, String file) {
        String user = entry.string("username");
        String password = entry.string("password");
        if (!entry.string("auth").isEmpty()) {
            String pair = new String(Base64.getMimeDecoder().decode(entry.string("auth")), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            user = colon < 0 ? pair : pair.substring(0, colon);
            password = colon < 0 ? "" : pair.substring(colon + 1).replace("\0", "");
        }
        if (!entry.string("identitytoken").isEmpty()) {
            return Optional.of(
                    new Credential(Credential.Kind.IDENTITY_TOKEN, user, entry.string("identitytoken"), file));
        }
        if (!entry.string("registrytoken").isEmpty()) {
            return Optional.of(
                    new Credential(Credential.Kind.REGISTRY_TOKEN, user, entry.string("registrytoken"), file));
        }
        return user.isEmpty() && password.isEmpty()
                ? Optional.empty()
                : Optional.of(Credential.ofPassword(user, password, file));
    }
}
