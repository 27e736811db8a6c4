package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A client's config.json with the user of one registry. */
final class DockerConfig {
    private DockerConfig() {}

    static Path write(Path folder, String host, String credentials) {
        String auth = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        String auths = credentials.isEmpty() ? "" : "\"" + host + "\":{\"auth\":\"" + auth + "\"}";
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), "{\"auths\":{" + auths + "}}");
        } catch (IOException e) {
            throw new AssertionError("cannot write " + folder, e);
        }
        return folder;
    }
}
