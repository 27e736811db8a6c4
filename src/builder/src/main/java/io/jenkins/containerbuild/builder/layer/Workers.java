package io.jenkins.containerbuild.builder.layer;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that compress, one per core, and one thread that writes in order. The threads start when there is work and
 * end after 0.5 s without work.
 */
final class Workers {
    static final int CORES = Runtime.getRuntime().availableProcessors();

    private static final int IDLE_MILLIS = 500;

    private ThreadPoolExecutor all;
    private ThreadPoolExecutor ordered;

    private static ThreadPoolExecutor threads(int count) {
        ThreadPoolExecutor result = new ThreadPoolExecutor(
                count, count, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "layer");
                    thread.setDaemon(true);
                    return thread;
                });
        result.allowCoreThreadTimeOut(true);
        return result;
    }

    /** Runs a task in parallel with others. */
    <T> Future<T> start(Callable<T> work) {
        if (all == null) {
            all = threads(CORES);
        }
        return all.submit(work);
    }

    /** Runs a task after all tasks that were started with this method before. */
    <T> Future<T> startInOrder(Callable<T> work) {
        if (ordered == null) {
            ordered = threads(1);
        }
        return ordered.submit(work);
    }

    /** Waits for a task; throws a {@link CancellationException} if the thread is interrupted. */
    <T> T await(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (InterruptedException e) {
            work.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while a layer was made");
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static IOException unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        while (cause instanceof ExecutionException) {
            cause = cause.getCause();
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
