package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.registry.Credential;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Selects the registry credentials that an engine receives: only those for registries that the build uses, each for its
 * own registry.
 */
public final class EngineCredentials {
    /** The host name by which engines request credentials for Docker Hub. */
    private static final String HUB_HOST = "registry-1.docker.io";
    /** The key of Docker Hub credentials in Docker's configuration. */
    private static final String HUB = "https://index.docker.io/v1/";

    private final RegistryClient client;
    private final Map<String, ImageReference> images = new HashMap<>();

    /**
     * @param images the images that the build uses; for each registry, the first image determines the credentials,
     *     because an engine requests credentials by registry only
     */
    public EngineCredentials(RegistryClient client, Collection<ImageReference> images) {
        this.client = client;
        images.forEach(image -> this.images.putIfAbsent(image.registry(), image));
    }

    /** A user name and secret; both are empty for anonymous access, which suffices for public images. */
    public record Login(String user, String secret) {
        static final Login ANONYMOUS = new Login("", "");
    }

    /** Returns the credentials for a registry that the engine accesses. An identity token has an empty user name. */
    public Login forHost(String host) {
        String registry = host.equals(HUB_HOST) ? "docker.io" : host;
        return Optional.ofNullable(images.get(registry))
                .flatMap(client::credential)
                .map(found ->
                        new Login(found.kind() == Credential.Kind.IDENTITY_TOKEN ? "" : found.user(), found.secret()))
                .orElse(Login.ANONYMOUS);
    }

    /** The value of the header X-Registry-Auth for a push of the image. */
    public static String header(RegistryClient client, ImageReference image) {
        return encode(auth(client, image));
    }

    /**
     * The value of the header X-Registry-Config for a build without a session: all credentials that the build may need,
     * by registry.
     */
    public String header() {
        return encode(byRegistry());
    }

    /** The content of {@code auths} in a configuration file of Docker's command line. */
    Map<String, Object> byRegistry() {
        Map<String, Object> all = new LinkedHashMap<>();
        images.forEach((registry, image) -> {
            Map<String, Object> auth = auth(client, image);
            if (!auth.isEmpty()) {
                all.put(registry.equals("docker.io") ? HUB : registry, auth);
            }
        });
        return all;
    }

    private static Map<String, Object> auth(RegistryClient client, ImageReference image) {
        Map<String, Object> auth = new LinkedHashMap<>();
        client.credential(image).ifPresent(found -> {
            switch (found.kind()) {
                case PASSWORD -> {
                    auth.put("username", found.user());
                    auth.put("password", found.secret());
                }
                case IDENTITY_TOKEN -> auth.put("identitytoken", found.secret());
                case REGISTRY_TOKEN -> auth.put("registrytoken", found.secret());
            }
            auth.put("serveraddress", image.registry().equals("docker.io") ? HUB : image.registry());
        });
        return auth;
    }

    private static String encode(Map<String, Object> members) {
        return Base64.getUrlEncoder()
                .encodeToString(new JsonObject(members).toString().getBytes(StandardCharsets.UTF_8));
    }
}
