package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.nio.charset.StandardCharsets;

/** Makes ready, on another core, what each build needs soon and the JDK is slow to set up, while options and the Dockerfile are read. */
final class HeadStart implements Runnable {

    static void begin() {
        Thread thread = new Thread(new HeadStart(), "head start");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        // Loads the providers of cryptography: 8 ms.
        byte[] json = "{\"a\":[1]}".getBytes(StandardCharsets.UTF_8);
        Digest.of(json);
        JsonObject.parse(json);
    }
}
