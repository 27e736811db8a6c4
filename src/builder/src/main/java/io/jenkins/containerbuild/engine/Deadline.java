package io.jenkins.containerbuild.engine;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * Closes a connection when a timeout expires. Needed because channels of Unix sockets have no timeouts of their own.
 */
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
            // The deadline was closed in time, or the connection is already closed.
        }
    }

    /** Whether the timeout has expired. */
    boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
