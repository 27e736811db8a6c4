package io.jenkins.containerbuild.bench;

import io.jenkins.containerbuild.cli.Main;
import java.io.IOException;
import java.nio.file.Path;

/** This project in a JVM that is warm already, as inside a Jenkins agent. */
record WarmPeer(String name, String imagePrefix, Path cache) implements Peer {

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public Sample run(Scenario scenario, Path directory) throws IOException {
        long start = System.nanoTime();
        int status = Main.run(
                "build",
                "--progress=quiet",
                "--cache-dir=" + cache,
                "-f",
                directory.resolve("Dockerfile").toString(),
                "-t",
                imagePrefix + scenario.name().replace(' ', '-'),
                "--push",
                directory.toString());
        double seconds = (System.nanoTime() - start) / 1e9;
        if (status != 0) {
            throw new IOException(name + " failed with " + status);
        }
        return new Sample(seconds, -1);
    }
}
