package io.jenkins.plugins.containerbuild.step;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One attempt to run a step on an agent. After a restart of the controller, the step runs again. An earlier attempt may
 * still be running, because it has not yet noticed that its channel is closed or because its agent process was not
 * stopped. Each attempt stops as soon as it sees that a later attempt has begun. Attempts communicate through files,
 * because they may share neither a class loader nor a process.
 *
 * <p>Each step has a directory in the agent's temporary directory. The step's directory contains a file {@code owner},
 * which names the latest attempt, and one directory for each attempt. The modification time of an attempt's directory
 * is the attempt's heartbeat. The latest attempt removes the step's directory when it ends.
 */
final class Attempt implements AutoCloseable {
    private static final String PREFIX = "container-build-";
    private static final Duration HEARTBEAT = Duration.ofMillis(250);
    /** An attempt whose heartbeat is older than this has ended. */
    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final Path step;
    private final Path own;
    private final Thread worker = Thread.currentThread();
    private final Thread watch = new Thread(this::watch, "container-build attempt");
    private boolean closed;

    private Attempt(Path step) throws IOException {
        this.step = Files.createDirectories(step);
        this.own = Files.createDirectory(
                step.resolve(UUID.randomUUID().toString()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /**
     * Waits until earlier attempts of the same step have ended, and begins a new attempt. The calling thread is
     * interrupted if a later attempt begins.
     *
     * @param temporary the agent's directory for temporary files
     * @param key identifies the step
     * @param log receives a line if an earlier attempt is still running
     * @throws ServiceException if an earlier attempt does not end, or if the directory is not writable
     */
    static Attempt begin(Path temporary, String key, Consumer<String> log) throws InterruptedException {
        try {
            Files.createDirectories(temporary);
            Attempt attempt = new Attempt(temporary.resolve(PREFIX + key));
            try {
                attempt.claim();
                attempt.awaitOthers(log);
                attempt.sweep(temporary);
            } catch (IOException | InterruptedException | RuntimeException e) {
                attempt.close();
                throw e;
            }
            attempt.watch.setDaemon(true);
            attempt.watch.start();
            return attempt;
        } catch (IOException e) {
            throw new ServiceException(
                    temporary + " is not writable: " + e.getMessage()
                            + "; free disk space or correct the permissions of this directory on the agent",
                    e);
        }
    }

    /** Directory for temporary files, private to the user that runs the agent. */
    Path directory() {
        return own;
    }

    private void claim() throws IOException {
        Path written = Files.writeString(own.resolve("owner"), String.valueOf(own.getFileName()));
        Files.move(written, step.resolve("owner"), StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean isOwner() {
        try {
            return Files.readString(step.resolve("owner")).equals(String.valueOf(own.getFileName()));
        } catch (IOException e) {
            // The file was removed together with the workspace. A later attempt would have recreated it.
            return true;
        }
    }

    private void awaitOthers(Consumer<String> log) throws IOException, InterruptedException {
        long end = System.nanoTime() + MAX_WAIT.toNanos();
        boolean reported = false;
        while (hasOtherAttempts(step)) {
            if (!reported) {
                log.accept("containerBuild: waiting for an earlier attempt of this step on this agent to end");
                reported = true;
            }
            if (System.nanoTime() > end) {
                throw new ServiceException(
                        "an earlier attempt of this step is still running on this agent; restart the agent");
            }
            Thread.sleep(HEARTBEAT.toMillis());
        }
    }

    /** Whether another attempt of a step is running; removes the directories of attempts that have ended. */
    private boolean hasOtherAttempts(Path someStep) throws IOException {
        updateHeartbeat();
        boolean found = false;
        for (Path other : directories(someStep)) {
            if (!other.equals(own)) {
                // Both times come from the file system, so that they are rounded in the same way.
                if (now() - lastAlive(other) < HEARTBEAT_TIMEOUT.toMillis()) {
                    found = true;
                } else {
                    remove(other);
                }
            }
        }
        return found;
    }

    private static List<Path> directories(Path parent) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, Files::isDirectory)) {
            all.forEach(found::add);
        }
        return found;
    }

    private long now() throws IOException {
        return Files.getLastModifiedTime(own).toMillis();
    }

    private static long lastAlive(Path attempt) throws IOException {
        try {
            return Files.getLastModifiedTime(attempt).toMillis();
        } catch (NoSuchFileException endedJustNow) {
            return 0;
        }
    }

    /** Removes the directories of steps whose agent was killed. */
    private void sweep(Path temporary) throws IOException {
        for (Path other : directories(temporary)) {
            if (String.valueOf(other.getFileName()).startsWith(PREFIX) && !other.equals(step)) {
                try {
                    if (now() - lastAlive(other) > HEARTBEAT_TIMEOUT.toMillis() && !hasOtherAttempts(other)) {
                        remove(other);
                    }
                } catch (NoSuchFileException endedJustNow) {
                    // The attempt that created the directory has removed it.
                }
            }
        }
    }

    private void updateHeartbeat() throws IOException {
        Files.setLastModifiedTime(own, FileTime.fromMillis(System.currentTimeMillis()));
    }

    private void watch() {
        boolean reported = false;
        try {
            while (true) {
                Thread.sleep(HEARTBEAT.toMillis());
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    updateHeartbeat();
                    if (!reported && !isOwner()) {
                        // Interrupts only once, so that the worker's cleanup is not interrupted.
                        worker.interrupt();
                        reported = true;
                    }
                }
            }
        } catch (IOException | InterruptedException e) {
            // This attempt was closed or the workspace was removed: no later attempt needs to be detected.
        }
    }

    /** Throws {@link CancellationException} if a later attempt has begun. */
    void check() {
        if (!isOwner()) {
            throw new CancellationException("a later attempt of this step has begun");
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        watch.interrupt();
        // Files are removed even if this thread was interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            boolean last = isOwner();
            remove(own);
            if (last) {
                remove(step);
            }
        } catch (IOException e) {
            // The next attempt in this directory removes the rest.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> content = Files.walk(directory)) {
            for (Path path : content.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Another attempt has removed it.
        }
    }
}
