package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * Looks after a long request while the engine says nothing: a command may work in silence, but an engine that hangs shall not go unseen. Where
 * it does, the connection is closed, and what reads or writes it learns why.
 */
final class Watch implements AutoCloseable {
    private static final long SILENCE_MILLIS = 10_000;

    private final EngineClient engine;
    private final Socket connection;
    private final Thread thread;
    private volatile long heardAt = System.nanoTime();
    private volatile ServiceException finding;

    private Watch(EngineClient engine, Socket connection) {
        this.engine = engine;
        this.connection = connection;
        this.thread = new Thread(this::watch, "container-build watching the engine");
        thread.setDaemon(true);
    }

    /** @param connection is the watch's from now on */
    static Watch over(EngineClient engine, Socket connection) {
        Watch watch = new Watch(engine, connection);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(SILENCE_MILLIS);
                if (System.nanoTime() - heardAt > SILENCE_MILLIS * 1_000_000) {
                    engine.ask("GET", "/_ping");
                }
            }
        } catch (ServiceException e) {
            finding = e;
            EngineClient.close(connection);
        } catch (InterruptedException | RuntimeException over) {
            // The request has ended.
        }
    }

    /** The connection; whatever is read from it is a sign of life. */
    Socket connection() throws IOException {
        return new StreamSocket(listening(connection.getInputStream()), connection.getOutputStream(), connection);
    }

    private InputStream listening(InputStream in) {
        return new BulkInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    int count = in.read(bytes, offset, length);
                    heardAt = System.nanoTime();
                    return count;
                } catch (IOException e) {
                    throw explained(e);
                }
            }
        };
    }

    /** The fault of the connection, with what was found as its cause, if the engine hangs. */
    IOException explained(IOException fault) {
        return finding == null ? fault : new IOException(finding.getMessage(), finding);
    }

    /** Closes the connection, too. */
    @Override
    public void close() {
        thread.interrupt();
        EngineClient.close(connection);
    }
}
