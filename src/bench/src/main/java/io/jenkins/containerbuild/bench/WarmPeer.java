package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * This project in a JVM that is warm already, as inside a Jenkins agent.
 *
 * @param environment what a process would be started with
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
