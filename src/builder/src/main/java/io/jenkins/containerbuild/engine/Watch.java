package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.BulkInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * Detects an engine that hangs during a long request. A command may run for a long time without output, so the engine
 * is pinged after 10 s of silence. If the ping fails, the connection is closed, and reads from it throw an exception
 * that states the reason.
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

    /** @param connection the connection of the request; it is closed together with the watch */
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

    /** Returns the connection to use for the request. Every byte read from it proves that the engine is alive. */
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

    /** Returns an exception that explains the failure if the engine hangs, and otherwise the given exception. */
    IOException explained(IOException fault) {
        return finding == null ? fault : new IOException(finding.getMessage(), finding);
    }

    /** Stops the watch and closes the connection. */
    @Override
    public void close() {
        thread.interrupt();
        EngineClient.close(connection);
    }
}
