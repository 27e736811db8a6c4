package io.jenkins.containerbuild.build.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Reads from the web on a thread of its own, since {@link HttpURLConnection} does not hear an interrupt: where the thread that waits is
 * interrupted, the connection is closed and the other thread ends.
 */
final class Download {
    private volatile HttpURLConnection connection;
    private volatile boolean cancelled;

    /** What is read. */
    interface Reader<T> {
        T read(Download download) throws IOException;
    }

    /** Throws {@link CancellationException} where the calling thread is interrupted. */
    static <T> T run(Reader<T> reader) throws IOException {
        Download download = new Download();
        FutureTask<T> task = new FutureTask<>(() -> reader.read(download));
        Thread thread = new Thread(task, "download");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            download.cancel();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw (Error) e.getCause();
        }
    }

    /** A reader's connection from now on. */
    void open(HttpURLConnection opened) throws IOException {
        connection = opened;
        if (cancelled) {
            throw new IOException("interrupted");
        }
    }

    private void cancel() {
        cancelled = true;
        HttpURLConnection opened = connection;
        if (opened != null) {
            opened.disconnect();
        }
    }
}
