package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.nio.charset.StandardCharsets;

/** Makes ready, on another core, what each build needs soon and the JDK is slow to set up, while options and the Dockerfile are read. */
final class HeadStart implements Runnable {

    private static final String SELECTORS = "sun.nio.ch.EPollSelectorProvider";

    static void begin() {
        nameSelectorProvider();
        Thread thread = new Thread(new HeadStart(), "head start");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where nobody names the one that Linux has anyway, the first socket opens all jars to look whether one of them brings another: 15 ms. */
    private static void nameSelectorProvider() {
        try {
            Class.forName(SELECTORS, false, null);
            System.setProperty("java.nio.channels.spi.SelectorProvider", SELECTORS);
        } catch (ClassNotFoundException anotherSystem) {
            // The JDK looks for itself.
        }
    }

    @Override
    public void run() {
        // Loads the providers of cryptography: 8 ms.
        byte[] json = "{\"a\":[1]}".getBytes(StandardCharsets.UTF_8);
        Digest.of(json);
        JsonObject.parse(json);
    }
}
