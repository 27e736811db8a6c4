package io.jenkins.containerbuild.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Tracks the users of a cache directory. Each process that uses the directory holds a shared lock on the directory's
 * file {@code lock}. A process has one such lock for all its builds, because POSIX locks belong to processes. On file
 * systems without locks, the directory is always assumed to have other users.
 */
final class CacheLock {
    private static final Map<Path, CacheLock> OPEN = new HashMap<>();

    private final Path root;
    private final FileChannel channel;
    private FileLock shared;
    private int users;

    /** Whether other builds are using the directory. */
    enum Company {
        ALONE,
        OTHERS
    }

    /** An operation on the directory. */
    interface Action {
        void run(Company company) throws IOException;
    }

    private CacheLock(Path root) throws IOException {
        this.root = root;
        this.channel = PrivateFiles.open(
                root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Becomes a user of the directory until {@link #release}. The first user deletes files that killed builds left
     * behind.
     */
    static CacheLock share(Path root) throws IOException {
        Path real = root.toRealPath();
        synchronized (OPEN) {
            CacheLock lock = OPEN.get(real);
            if (lock == null) {
                lock = new CacheLock(real);
                lock.users = 1;
                try {
                    lock.whenIdle(company -> Eviction.clearTemporary(real, company));
                } catch (IOException e) {
                    lock.channel.close();
                    throw e;
                }
                OPEN.put(real, lock);
            } else {
                lock.users++;
            }
            return lock;
        }
    }

    /** Runs the action while the calling build is still running; the action must treat this build as another user. */
    void stay(Action action) throws IOException {
        synchronized (OPEN) {
            action.run(Company.OTHERS);
        }
    }

    /**
     * Runs the action for a build that has ended and has no temporary files left. The caller must still call {@link
     * #release}.
     */
    void leave(Action action) throws IOException {
        synchronized (OPEN) {
            if (users == 1) {
                whenIdle(action);
            } else {
                action.run(Company.OTHERS);
            }
        }
    }

    /**
     * Runs the action while no build of this process runs. The shared lock has to be released briefly to find out
     * whether other processes use the directory. During that time, another process may delete all temporary files, so
     * this must not be called while a build of this process runs.
     */
    private void whenIdle(Action action) throws IOException {
        unlock();
        FileLock exclusive = tryExclusive();
        if (exclusive == null) {
            lockShared();
            action.run(Company.OTHERS);
            return;
        }
        try {
            action.run(Company.ALONE);
        } finally {
            exclusive.release();
            lockShared();
        }
    }

    private FileLock tryExclusive() {
        try {
            return channel.tryLock();
        } catch (IOException | OverlappingFileLockException noLockToBeHad) {
            return null;
        }
    }

    private void lockShared() {
        try {
            shared = channel.lock(0, Long.MAX_VALUE, true);
        } catch (IOException | OverlappingFileLockException noLockToBeHad) {
            shared = null;
        }
    }

    private void unlock() throws IOException {
        if (shared != null) {
            shared.release();
            shared = null;
        }
    }

    void release() {
        synchronized (OPEN) {
            if (--users == 0) {
                OPEN.remove(root);
                try {
                    channel.close();
                } catch (IOException goneAnyway) {
                    // The lock ends when the process ends, at the latest.
                }
            }
        }
    }
}
