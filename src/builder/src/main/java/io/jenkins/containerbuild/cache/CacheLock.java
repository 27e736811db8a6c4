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
 * Tracks the users of a cache directory: each process that uses it holds a shared lock on its file {@code lock}. A
 * process has one such lock for all its builds, because POSIX locks belong to processes. On file systems without locks,
 * other users are always assumed.
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

    /** Runs the action for a build that is still running and therefore counts as another user. */
    void stay(Action action) throws IOException {
        synchronized (OPEN) {
            action.run(Company.OTHERS);
        }
    }

    /**
     * Runs the action for a build that has ended and has no temporary files left; it must still call {@link #release}.
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
     * Runs the action while no build of this process runs. To find out whether other processes have the directory open,
     * the shared lock has to be released for a moment, in which another process may delete all temporary files. That is
     * why this must not be called while a build of this process runs.
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
