package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** umoci, which applies an image's layers to a folder with code that is not ours. Needs root for the files' owners. */
public final class Umoci {
    private Umoci() {}

    /** The root file system of an image in an OCI layout. */
    public static RootFileSystem unpack(Path layout, String tag) {
        Machine.requireProgram("umoci");
        try {
            Path parent = Files.createTempDirectory("umoci");
            try {
                Path bundle = parent.resolve("bundle");
                Command.of("umoci", "unpack", "--keep-dirlinks", "--image", layout + ":" + tag, bundle.toString())
                        .output();
                return RootFileSystem.ofFolder(bundle.resolve("rootfs"));
            } finally {
                Command.deleteFolder(parent);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot unpack " + layout + ":" + tag, e);
        }
    }

    /** The root file system of an image in a registry, fetched by skopeo. */
    public static RootFileSystem unpack(LocalRegistry registry, String name) {
        try {
            Path layout = Files.createTempDirectory("layout");
            try {
                Skopeo.pull(registry, name, layout, "image");
                return unpack(layout, "image");
            } finally {
                Command.deleteFolder(layout);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot unpack " + name, e);
        }
    }
}
