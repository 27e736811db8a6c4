package io.jenkins.containerbuild.build.docker;

import io.jenkins.containerbuild.fault.ServiceException;
import java.time.Duration;

/** Looks after an engine that has said nothing for a while: a command may work in silence, but an engine that hangs shall not go unseen. */
final class Watch implements AutoCloseable {
    private static final long SILENCE_MILLIS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final EngineClient engine;
    private final EngineResponse response;
    private final Thread thread;
    private volatile long heardAt = System.nanoTime();
    private volatile ServiceException finding;

    private Watch(EngineClient engine, EngineResponse response) {
        this.engine = engine;
        this.response = response;
        this.thread = new Thread(this::watch, "container-build watching the engine");
        thread.setDaemon(true);
    }

    /** @param response is closed where the engine hangs, which ends the reading of it */
    static Watch over(EngineClient engine, EngineResponse response) {
        Watch watch = new Watch(engine, response);
        watch.thread.start();
        return watch;
    }

    /** The engine said something. */
    void heard() {
        heardAt = System.nanoTime();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(SILENCE_MILLIS);
                if (System.nanoTime() - heardAt > SILENCE_MILLIS * 1_000_000) {
                    engine.ask("GET", "/_ping", PATIENCE);
                }
            }
        } catch (ServiceException e) {
            finding = e;
            response.close();
        } catch (InterruptedException | RuntimeException over) {
            // The build has ended.
        }
    }

    /** Throws what was found, if the engine hangs. */
    void throwFinding() {
        if (finding != null) {
            throw finding;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
