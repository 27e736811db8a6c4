package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Base images for tests; each is pushed into the test's own registry and named with the registry's host. */
public final class TestImages {
    private TestImages() {}

    /** Debian 12 as {@code base/debian:12}: one layer, 51 MB. */
    public static String debian(LocalRegistry registry) {
        return fromBases(registry, "debian-12", "base/debian:12");
    }

    /** Debian 12 with a Java 17 runtime as {@code base/java:17}: two layers, 140 MB; the lower one is {@link #debian}'s. */
    public static String java(LocalRegistry registry) {
        return fromBases(registry, "java-17", "base/java:17");
    }

    private static String fromBases(LocalRegistry registry, String tag, String name) {
        String layout = Machine.variable("CONTAINER_BUILD_BASES");
        Machine.require(!layout.isEmpty() && Files.isDirectory(Path.of(layout)), "the base image " + tag);
        Skopeo.push("oci:" + layout + ":" + tag, registry, name);
        return registry.reference(name);
    }

    /** A shell and little else as {@code base/busybox:1}: 1 MB, one layer, the user app (1000:1000) with its home. */
    public static String busybox(LocalRegistry registry) {
        return busyboxFixture().push(registry, "base/busybox:1");
    }

    /** The entries of {@link #busybox}, to which a test may add its own. */
    public static ImageFixture busyboxFixture() {
        Machine.requireProgram("busybox");
        ImageFixture image = new ImageFixture();
        for (String folder :
                List.of("bin", "dev", "etc", "home", "lib", "proc", "root", "sys", "usr", "usr/bin", "var")) {
            image.folder(folder, 0755, 0, 0);
        }
        image.folder("tmp", 01777, 0, 0)
                .folder("home/app", 0750, 1000, 1000)
                .file("bin/busybox", 0755, 0, 0, read(Path.of("/bin/busybox")))
                .file("etc/passwd", 0644, 0, 0, "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n")
                .file("etc/group", 0644, 0, 0, "root:x:0:\nstaff:x:50:\napp:x:1000:\n");
        for (String name :
                List.of("cat", "chmod", "chown", "cp", "echo", "env", "find", "grep", "id", "ln", "ls", "mkdir")) {
            image.link("bin/" + name, "busybox");
        }
        for (String name :
                List.of("mv", "nc", "pwd", "rm", "sed", "sh", "sleep", "stat", "test", "touch", "wget", "true")) {
            image.link("bin/" + name, "busybox");
        }
        return image.config("Env", List.of("PATH=/usr/bin:/bin")).config("Cmd", List.of("sh"));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
