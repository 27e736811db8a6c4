package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A tool on a machine that has built nothing yet: before each build, which alone is measured, all that it keeps there
 * is thrown away.
 */
record FreshPeer(Peer peer, Forgetting forgetting) implements Peer {

    /** Throws away what a tool keeps on this machine. */
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
