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
 * One attempt of a step at its work on an agent. After a restart of the controller the step is done again, and an earlier attempt that does
 * not know yet that its channel is gone, or lives in an agent's process that was left behind, is ended by the later one: the two speak by
 * files, since they may share neither a class loader nor a process.
 *
 * <p>A step has a directory in the agent's temporary one, with a file {@code owner} that names the latest attempt and a directory for each
 * attempt, whose modification time says when it was last alive. Nothing of it stays.
 */
final class Attempt implements AutoCloseable {
    private static final String PREFIX = "container-build-";
    private static final Duration BEAT = Duration.ofMillis(250);
    /** After which nobody is alive any more. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
     * Begins, when earlier attempts of the same step have ended. From then on this thread is interrupted when a later one begins.
     *
     * @param temporary directory of the agent
     * @param key of the step
     * @param log is told where there is somebody to wait for
     * @throws ServiceException where an earlier attempt does not end, or the directory cannot be written to
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
                    temporary + " cannot be written to: " + e.getMessage()
                            + "; make room for temporary files on the agent",
                    e);
        }
    }

    /** For files that must not stay and nobody else may read. */
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
            // Gone with a workspace that was wiped: no later attempt has said anything.
            return true;
        }
    }

    private void awaitOthers(Consumer<String> log) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean told = false;
        while (hasCompany(step)) {
            if (!told) {
                log.accept("containerBuild: ending what the attempt before still does on this agent");
                told = true;
            }
            if (System.nanoTime() > end) {
                throw new ServiceException(
                        "an earlier attempt of this step does not end on this agent; start the agent again");
            }
            Thread.sleep(BEAT.toMillis());
        }
    }

    /** Whether another attempt lives in the directory of a step; what dead ones left is removed. */
    private boolean hasCompany(Path someStep) throws IOException {
        beat();
        boolean company = false;
        for (Path other : directories(someStep)) {
            if (!other.equals(own)) {
                // Both times are the file system's, so clocks need not agree.
                if (now() - lastAlive(other) < SILENCE.toMillis()) {
                    company = true;
                } else {
                    remove(other);
                }
            }
        }
        return company;
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

    /** Removes what steps left whose agent was killed. */
    private void sweep(Path temporary) throws IOException {
        for (Path other : directories(temporary)) {
            if (String.valueOf(other.getFileName()).startsWith(PREFIX) && !other.equals(step)) {
                try {
                    if (now() - lastAlive(other) > SILENCE.toMillis() && !hasCompany(other)) {
                        remove(other);
                    }
                } catch (NoSuchFileException endedJustNow) {
                    // Its own attempt removed it.
                }
            }
        }
    }

    private void beat() throws IOException {
        Files.setLastModifiedTime(own, FileTime.fromMillis(System.currentTimeMillis()));
    }

    private void watch() {
        boolean told = false;
        try {
            while (true) {
                Thread.sleep(BEAT.toMillis());
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    beat();
                    if (!told && !isOwner()) {
                        // Once, so that what the worker cleans up afterwards is not interrupted.
                        worker.interrupt();
                        told = true;
                    }
                }
            }
        } catch (IOException | InterruptedException e) {
            // The workspace was wiped, or the JVM ends: nobody could be told.
        }
    }

    /** Throws {@link CancellationException} where a later attempt has begun. */
    void check() {
        if (!isOwner()) {
            throw new CancellationException("the step is done again");
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
            // The next attempt in this directory sweeps.
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
            // Somebody else was faster.
        }
    }
}
