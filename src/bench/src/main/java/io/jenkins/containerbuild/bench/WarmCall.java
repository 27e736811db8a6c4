package io.jenkins.containerbuild.bench;

import io.jenkins.containerbuild.cli.Main;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;

/** Calls the command line in this JVM and discards its standard output. */
final class WarmCall {
    private WarmCall() {}

    static Sample measure(Map<String, String> environment, String... arguments) throws IOException {
        PrintStream shown = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true));
        try {
            long start = System.nanoTime();
            int status = Main.run(environment, arguments);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (status != 0) {
                throw new IOException("container-build " + String.join(" ", arguments) + " failed with " + status);
            }
            return new Sample(seconds, -1);
        } finally {
            System.setOut(shown);
        }
    }
}
