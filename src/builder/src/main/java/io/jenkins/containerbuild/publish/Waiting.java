package io.jenkins.containerbuild.publish;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for the result of another thread and passes on its exceptions. */
final class Waiting {
    private Waiting() {}

    /**
     * Waits for the result and returns it. Throws the exception of the work, or {@link CancellationException} if this
     * thread is interrupted.
     */
    static <T> T on(Future<T> work) {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the image was pushed");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
