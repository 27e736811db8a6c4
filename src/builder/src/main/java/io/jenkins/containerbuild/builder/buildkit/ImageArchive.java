package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.context.CanonicalTar;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an image in the format of {@code docker save}, which every engine can load.
 *
 * @param name the name that the image gets in the engine
 * @param layers the layers, base first; compressed or uncompressed
 */
record ImageArchive(String name, byte[] config, List<Part> layers) {
    private static final String CONFIG = "config.json";

    /** The content of a layer, which is read once; {@code size} is in bytes. */
    record Part(long size, FileContent content) {}

    void writeTo(OutputStream out) throws IOException {
        CanonicalTar tar = new CanonicalTar(out);
        List<String> names = new ArrayList<>();
        for (Part layer : layers) {
            String path = "layer-" + names.size() + ".tar";
            tar.add(FileNode.file(path, 0644, 0, 0, 0, layer.size(), layer.content()));
            names.add(path);
        }
        tar.add(CONFIG, config, 0644);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("Config", CONFIG);
        entry.put("RepoTags", List.of(name));
        entry.put("Layers", names);
        String list = "[" + new JsonObject(entry) + "]";
        tar.add("manifest.json", list.getBytes(StandardCharsets.UTF_8), 0644);
        tar.close();
    }
}
