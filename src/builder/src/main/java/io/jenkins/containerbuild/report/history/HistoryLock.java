package io.jenkins.containerbuild.report.history;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to change a history: one thread of one process has it, by a lock on the file {@code NAME.lock}, which stays. Threads of this
 * process take turns before they touch that file, since POSIX locks belong to processes: closing the file in one thread would drop the
 * lock that another has just got. Their turns are told apart by few locks for all files, so that renamed and deleted histories leave
 * nothing behind.
 */
final class HistoryLock implements AutoCloseable {
    private static final ReentrantLock[] TURNS = new ReentrantLock[64];

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

    /** Waits for the right to change the file, whose folder is there. */
    static HistoryLock of(Path file) throws IOException {
        Path place = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        ReentrantLock turn = TURNS[Math.floorMod(place.hashCode(), TURNS.length)];
        turn.lock();
        try {
            FileChannel channel = FileChannel.open(
                    place.resolveSibling(place.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            lock(channel);
            return new HistoryLock(turn, channel);
        } catch (IOException | RuntimeException e) {
            turn.unlock();
            throw e;
        }
    }

    /** On a file system without locks only the threads of this process take turns. */
    private static void lock(FileChannel channel) throws IOException {
        try {
            channel.lock();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            channel.close();
            throw e;
        } catch (IOException noLockToBeHad) {
            return;
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
