package io.jenkins.containerbuild.engine;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** Closes a connection whose other side takes too long: a unix socket's channel has no time-out of its own. */
final class Deadline implements AutoCloseable {
    private final Thread watcher;
    private volatile boolean over;

    private Deadline(Socket connection, Duration patience) {
        watcher = new Thread(() -> watch(connection, patience), "container-build deadline");
        watcher.setDaemon(true);
    }

    static Deadline of(Socket connection, Duration patience) {
        Deadline deadline = new Deadline(connection, patience);
        deadline.watcher.start();
        return deadline;
    }

    private void watch(Socket connection, Duration patience) {
        try {
            Thread.sleep(patience.toMillis());
            over = true;
            connection.close();
        } catch (InterruptedException | IOException inTime) {
            // The answer is there, or the connection is gone already.
        }
    }

    /** Whether the time is over. */
    boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
