package io.jenkins.containerbuild.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The manifest of one image: its configuration and its layers, from the base upwards.
 *
 * @param mediaType {@link MediaTypes#OCI_MANIFEST} or {@link MediaTypes#DOCKER_MANIFEST}
 */
public record Manifest(String mediaType, Descriptor config, List<Descriptor> layers, Map<String, String> annotations) {

    /** Reads a manifest; throws {@link IllegalArgumentException} if it is not valid. */
    public static Manifest parse(String mediaType, byte[] bytes) {
        JsonObject json = JsonObject.parse(bytes);
        if (json.number("schemaVersion") != 2) {
            throw new IllegalArgumentException("schemaVersion is " + json.number("schemaVersion") + ", not 2");
        }
        if (!json.has("config") || !json.has("layers")) {
            throw new IllegalArgumentException("its manifest has no config or no layers");
        }
        return new Manifest(
                mediaType,
                Descriptor.parse(json.object("config")),
                json.objects("layers").stream().map(Descriptor::parse).toList(),
                json.stringMap("annotations"));
    }

    /** Returns the JSON that is sent to a registry. Equal manifests result in equal bytes. */
    public byte[] toBytes() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", mediaType);
        json.put("config", config.toJson().members());
        json.put(
                "layers", layers.stream().map(layer -> layer.toJson().members()).toList());
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        return new JsonObject(json).toBytes();
    }
}
