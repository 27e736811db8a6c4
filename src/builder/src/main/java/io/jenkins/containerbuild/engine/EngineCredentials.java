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

/** Credentials that an engine gets: those of a registry that the build names, for that registry alone. */
public final class EngineCredentials {
    /** How engines call the registry of Docker Hub. */
    private static final String HUB_HOST = "registry-1.docker.io";
    /** How credentials of Docker Hub are named. */
    private static final String HUB = "https://index.docker.io/v1/";

    private final RegistryClient client;
    private final Map<String, ImageReference> images = new HashMap<>();

    /** @param images that the build reads: an engine asks for a registry, so the first one of a registry counts */
    public EngineCredentials(RegistryClient client, Collection<ImageReference> images) {
        this.client = client;
        images.forEach(image -> this.images.putIfAbsent(image.registry(), image));
    }

    /** Empty strings are nobody's: what anybody may read can be read with them. */
    public record Login(String user, String secret) {
        static final Login ANONYMOUS = new Login("", "");
    }

    /** For a registry that the engine reads from; an identity token goes without a user. */
    public Login forHost(String host) {
        String registry = host.equals(HUB_HOST) ? "docker.io" : host;
        return Optional.ofNullable(images.get(registry))
                .flatMap(client::credential)
                .map(found ->
                        new Login(found.kind() == Credential.Kind.IDENTITY_TOKEN ? "" : found.user(), found.secret()))
                .orElse(Login.ANONYMOUS);
    }

    /** The header X-Registry-Auth of a push of the image. */
    public static String header(RegistryClient client, ImageReference image) {
        return encode(auth(client, image));
    }

    /** The header X-Registry-Config of a build without a session: all credentials that it may need, by registry. */
    public String header() {
        return encode(byRegistry());
    }

    /** The member {@code auths} of a configuration of Docker's command line. */
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
