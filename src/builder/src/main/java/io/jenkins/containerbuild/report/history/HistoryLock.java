package io.jenkins.containerbuild.report.history;

import io.jenkins.containerbuild.fault.Interruption;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The exclusive lock for changing a history. Processes lock the file {@code NAME.lock}, which is never deleted. Threads
 * of this process first acquire a lock in memory, because POSIX locks belong to processes: closing the file in one
 * thread would release the lock of another thread. All histories share a fixed number of locks in memory, so that
 * renamed or deleted histories leave nothing in memory.
 */
final class HistoryLock implements AutoCloseable {
    private static final ReentrantLock[] TURNS = new ReentrantLock[64];
    private static final long PAUSE_NANOS = 5_000_000;

    static {
        for (int i = 0; i < TURNS.length; i++) {
            TURNS[i] = new ReentrantLock();
        }
    }

    private final ReentrantLock turn;
    private final FileChannel channel;

    private HistoryLock(ReentrantLock turn, FileChannel channel) {
        this.turn = turn;
        this.channel = channel;
    }

    /** Waits for the lock of a file, whose directory must exist. */
    static HistoryLock of(Path file) throws IOException {
        Path place = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        ReentrantLock turn = TURNS[Math.floorMod(place.hashCode(), TURNS.length)];
        turn.lock();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    place.resolveSibling(place.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            lock(channel);
            return new HistoryLock(turn, channel);
        } catch (IOException | RuntimeException e) {
            try (FileChannel unused = channel) {
                throw e;
            } finally {
                turn.unlock();
            }
        }
    }

    /**
     * Locks the file. On file systems without locks, only threads of this process exclude each other. Waits while a
     * copy of this class in another class loader holds the lock, because such copies do not share the locks in memory.
     */
    private static void lock(FileChannel channel) throws IOException {
        while (true) {
            try {
                channel.lock();
                return;
            } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                throw e;
            } catch (IOException noLockToBeHad) {
                return;
            } catch (OverlappingFileLockException e) {
                Interruption.check();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            turn.unlock();
        }
    }
}
