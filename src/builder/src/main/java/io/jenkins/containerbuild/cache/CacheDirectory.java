package io.jenkins.containerbuild.cache;

import io.jenkins.containerbuild.fault.FileFault;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The local cache of one user of a machine, whom alone the system lets read it. Safe for several threads, for several builds at once and after a kill: a file appears whole or
 * not at all, because it is written elsewhere and renamed. What is in use is not evicted, since every open cache directory holds a shared
 * lock; see {@link Eviction}.
 *
 * <p>When a file was last used stands in its access time, which is set by hand; its modification time is when it was written.
 */
public final class CacheDirectory implements AutoCloseable {
    /** Bytes that are kept where nobody says otherwise. */
    public static final long DEFAULT_LIMIT = 2L << 30;

    /** Bytes of a blob that is read whole: manifests and configurations have less. */
    private static final long LARGEST_READ = 16 << 20;

    /** A use is noted at most this often, milliseconds. */
    private static final long USE_GRAIN = TimeUnit.MINUTES.toMillis(10);

    /** Bytes that a build may write before it notes them for the other builds. */
    private static final long MOST_UNNOTED = 32 << 20;

    private final Path root;
    private final long limit;
    private final CacheLock lock;
    private final long mostUnnoted;
    private final AtomicLong added = new AtomicLong();
    private volatile boolean tooBig;

    private CacheDirectory(Path root, long limit) throws IOException {
        this.root = root;
        this.limit = limit;
        this.mostUnnoted = Math.min(MOST_UNNOTED, limit / 16);
        CacheAccess.secure(root);
        PrivateFiles.createDirectories(root.resolve("tmp"));
        this.lock = CacheLock.share(root);
    }

    /** Opens, and makes where it is missing, a cache of {@link #DEFAULT_LIMIT}; {@link ServiceException} where that cannot be. */
    public static CacheDirectory open(Path root) {
        return open(root, DEFAULT_LIMIT);
    }

    /**
     * Opens, and makes where it is missing.
     *
     * @param limit bytes; above it, what was not used for the longest time goes out when this is closed
     * @throws ServiceException if the directory cannot be created or written to, belongs to another user, or others can write to it
     */
    public static CacheDirectory open(Path root, long limit) {
        Path absolute = root.toAbsolutePath().normalize();
        try {
            return new CacheDirectory(absolute, limit);
        } catch (IOException e) {
            throw failure(absolute, e);
        }
    }

    /**
     * {@code $XDG_CACHE_HOME/container-build}, or {@code ~/.cache/container-build}.
     *
     * @throws InputException if the user has no home directory, as a user of a container that has no name
     */
    public static Path defaultLocation(Map<String, String> environment) {
        return defaultLocation(environment, System.getProperty("user.home"));
    }

    /** @param userHome the directory in the user database; for a user who is not there, Java gives {@code ?} */
    static Path defaultLocation(Map<String, String> environment, String userHome) {
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!caches.isEmpty()) {
            return Path.of(caches, "container-build");
        }
        String home = environment.getOrDefault("HOME", userHome);
        if (home.equals("?")) {
            throw new InputException(
                    "cache directory: must be known: the user has no home directory. Set HOME, or name a"
                            + " directory (" + Setting.CACHE_DIRECTORY.inWords() + ")");
        }
        return Path.of(home, ".cache", "container-build");
    }

    public Path root() {
        return root;
    }

    /** Where the file is, if it is there; counts as a use. Whether its bytes are right is for the caller to check. */
    public Optional<Path> find(Shelf shelf, String name) {
        Path place = place(shelf, name);
        try {
            BasicFileAttributeView view = Files.getFileAttributeView(place, BasicFileAttributeView.class);
            BasicFileAttributes attributes = view.readAttributes();
            long now = System.currentTimeMillis();
            if (now - attributes.lastAccessTime().toMillis() > USE_GRAIN) {
                view.setTimes(null, FileTime.fromMillis(now), null);
            }
            return Optional.of(place);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** As {@link #find}, for a file that is known to hold the right bytes: it was sealed since the last boot, and nobody wrote to it since. */
    public Optional<Path> findSealed(Shelf shelf, String name) {
        return find(shelf, name).filter(Seal::isOn);
    }

    /** Says that somebody has checked all bytes of a file that was found. */
    public void seal(Path file) throws IOException {
        Seal.put(file);
    }

    /** The bytes of a small file, if it is there; counts as a use. */
    public Optional<byte[]> read(Shelf shelf, String name) {
        Optional<Path> place = find(shelf, name);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(place.get()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Keeps a small file, over whatever had its name. Since nothing here is needed for a right result, a file that cannot be written is not
     * kept, and nobody is told; use {@link #create} where the bytes are needed.
     */
    public void write(Shelf shelf, String name, byte[] bytes) {
        try (PendingFile file = create(shelf)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                file.channel().write(left);
            }
            file.commit(name);
        } catch (ClosedByInterruptException e) {
            throw new CancellationException("interrupted");
        } catch (IOException | ServiceException e) {
            remove(shelf, name);
        }
    }

    /** The bytes with this digest, if they are there; damaged ones are removed and not there, and a layer is not held in memory. */
    public Optional<byte[]> readBlob(Digest digest) {
        Optional<byte[]> bytes = find(Shelf.BLOBS, blobName(digest))
                .filter(file -> file.toFile().length() <= LARGEST_READ)
                .flatMap(file -> read(Shelf.BLOBS, blobName(digest)));
        if (bytes.isPresent() && !describes(digest, bytes.get())) {
            remove(Shelf.BLOBS, blobName(digest));
            return Optional.empty();
        }
        return bytes;
    }

    private static boolean describes(Digest digest, byte[] bytes) {
        MessageDigest actual = digest.newMessageDigest();
        actual.update(bytes);
        return Digest.of(actual).equals(digest);
    }

    /** Keeps bytes by their digest, as {@link #write} does. */
    public void writeBlob(Digest digest, byte[] bytes) {
        write(Shelf.BLOBS, blobName(digest), bytes);
    }

    /** The name of content on {@link Shelf#BLOBS}. */
    public static String blobName(Digest digest) {
        return digest.algorithm() + "-" + digest.hex();
    }

    /** A new file to be written; {@link ServiceException} where there cannot be one. */
    public PendingFile create(Shelf shelf) {
        Path temporary = root.resolve("tmp").resolve(UUID.randomUUID().toString());
        try {
            try {
                return new PendingFile(this, shelf, temporary);
            } catch (NoSuchFileException somebodyRemovedTheDirectory) {
                PrivateFiles.createDirectories(temporary.getParent());
                return new PendingFile(this, shelf, temporary);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * A new directory for files that only this build needs, and only while it runs; {@link ServiceException} where there cannot be one. What a
     * killed build leaves of it goes when a build has the cache to itself.
     */
    public ScratchDirectory scratch() {
        try {
            return new ScratchDirectory(Files.createTempDirectory(root.resolve("tmp"), "build"));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Locks a file of this name that builds share, until the channel is closed.
     *
     * @return empty if another build has locked it
     */
    public Optional<FileChannel> tryLock(String name) {
        try {
            Path locks = PrivateFiles.createDirectories(root.resolve("locks"));
            FileChannel channel =
                    PrivateFiles.open(locks.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return Optional.of(channel);
                }
            } catch (OverlappingFileLockException anotherThreadHasIt) {
                // As if it were another process.
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Removes a file, as one that turned out to be damaged. */
    public void remove(Shelf shelf, String name) {
        try {
            Files.deleteIfExists(place(shelf, name));
        } catch (IOException leftForEviction) {
            // Whoever reads it next finds out again.
        }
    }

    /** What to throw where a {@link PendingFile} could not be written; an interrupt is a cancelled build. */
    public RuntimeException failure(IOException e) {
        return failure(root, e);
    }

    private static RuntimeException failure(Path root, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new CancellationException("interrupted");
        }
        return new ServiceException(
                "cache directory " + root + ": cannot be written to: " + FileFault.reason(e)
                        + ". Free some space there, or name a directory that can be written to ("
                        + Setting.CACHE_DIRECTORY.inWords() + ")",
                e);
    }

    Path place(Shelf shelf, String name) {
        if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("no name for a cached file: " + name);
        }
        return root.resolve(shelf.directory()).resolve(name);
    }

    /** Notes that this build's files have grown, or shrunk. Evicts while they grow, since archives may unpack to any size. */
    void added(long bytes) {
        if (added.addAndGet(bytes) <= mostUnnoted) {
            return;
        }
        try {
            if (noteIsTooBig()) {
                tooBig = true;
                lock.stay(company -> new Eviction(root, limit, company).run());
            }
        } catch (IOException evictedWhenTheBuildEnds) {
            tooBig = true;
        }
    }

    private boolean noteIsTooBig() throws IOException {
        long bytes = added.getAndSet(0);
        return bytes != 0 && new UsageLedger(root).add(bytes) > limit;
    }

    /** Lets go of the files; evicts where this build made the cache too big. */
    @Override
    public void close() {
        try {
            if (noteIsTooBig() || tooBig) {
                lock.leave(company -> new Eviction(root, limit, company).run());
            }
        } catch (IOException evictedByTheNextBuild) {
            // The ledger still says that it is too big.
        } finally {
            lock.release();
        }
    }
}
