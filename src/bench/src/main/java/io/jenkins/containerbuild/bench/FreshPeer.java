package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A tool on a machine that has not built anything yet: all data that the tool keeps on the machine is deleted before
 * each build. Only the build is measured.
 */
record FreshPeer(Peer peer, Forgetting forgetting) implements Peer {

    /** Deletes the data that a tool keeps on this machine. */
    @FunctionalInterface
    interface Forgetting {
        void forget() throws IOException, InterruptedException;
    }

    @Override
    public String name() {
        return peer.name();
    }

    @Override
    public boolean ours() {
        return peer.ours();
    }

    @Override
    public boolean isWarm() {
        return peer.isWarm();
    }

    @Override
    public Sample run(Scenario scenario, Path directory) throws IOException, InterruptedException {
        forgetting.forget();
        return peer.run(scenario, directory);
    }
}
