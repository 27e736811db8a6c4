package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * This project in a warm JVM, as in a Jenkins agent.
 *
 * @param environment environment variables for the command line
 */
record WarmPeer(String name, String imagePrefix, Path cache, Map<String, String> environment) implements Peer {

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public boolean isWarm() {
        return true;
    }

    @Override
    public Sample run(Scenario scenario, Path directory) throws IOException {
        return WarmCall.measure(
                environment,
                "build",
                "--progress=quiet",
                "--cache-dir=" + cache,
                "-f",
                directory.resolve(scenario.dockerfile()).toString(),
                "-t",
                imagePrefix + scenario.imageName(),
                "--push",
                directory.toString());
    }
}
