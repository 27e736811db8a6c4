package io.jenkins.containerbuild.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Skopeo, which reads and copies images with code that is not ours. */
public final class Skopeo {
    private Skopeo() {}

    /** The manifest of an image ({@code docker://…}, {@code oci:DIR:TAG}, {@code docker-archive:…}) to the byte. */
    public static String manifest(String image) {
        return skopeo("inspect", "--raw", "--tls-verify=false", image).output();
    }

    /** The configuration of an image to the byte. */
    public static String config(String image) {
        return skopeo("inspect", "--config", "--raw", "--tls-verify=false", image)
                .output();
    }

    /** Copies an image from one place to another; {@code options} are further options of {@code skopeo copy}. */
    public static void copy(String from, String to, String... options) {
        List<String> words = new ArrayList<>(List.of("copy", "--quiet"));
        for (String side : List.of("src", "dest")) {
            if ((side.equals("src") ? from : to).startsWith("docker://")) {
                words.add("--" + side + "-tls-verify=false");
            }
        }
        words.addAll(List.of(options));
        words.add(from);
        words.add(to);
        skopeo(words.toArray(String[]::new)).output();
    }

    /** Copies an image into a registry, as the registry's user. */
    public static void push(String from, LocalRegistry registry, String name) {
        String credentials = registry.credentials();
        String to = "docker://" + registry.reference(name);
        if (credentials.isEmpty()) {
            copy(from, to);
        } else {
            copy(from, to, "--dest-creds", credentials);
        }
    }

    /** Copies an image out of a registry into an OCI layout, as the registry's user. */
    public static void pull(LocalRegistry registry, String name, Path layout, String tag) {
        String credentials = registry.credentials();
        String from = "docker://" + registry.reference(name);
        if (credentials.isEmpty()) {
            copy(from, "oci:" + layout + ":" + tag);
        } else {
            copy(from, "oci:" + layout + ":" + tag, "--src-creds", credentials);
        }
    }

    public static Command skopeo(String... arguments) {
        Machine.requireProgram("skopeo");
        return Command.of("skopeo", arguments);
    }
}
