package io.jenkins.containerbuild.cache;

import io.jenkins.containerbuild.fault.FileFault;
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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The local cache of one user, which other users cannot read. Several threads and builds may use it at once. It stays
 * consistent if a build is killed: files are written elsewhere and renamed, so each is complete or absent. While
 * several builds have the directory open, files used within the last hour are not evicted; see {@link Eviction}.
 *
 * <p>The access time of a file is set explicitly to its last use; the modification time of a sealed file is a mark.
 */
public final class CacheDirectory implements AutoCloseable {
    /** The default limit in bytes. */
    public static final long DEFAULT_LIMIT = 2L << 30;

    /** Maximum size in bytes of a blob that is read into memory; manifests and configurations are smaller. */
    private static final long LARGEST_READ = 16 << 20;

    /** Minimum time between two updates of a file's last use, in milliseconds. */
    private static final long USE_GRAIN = TimeUnit.MINUTES.toMillis(10);

    /** Bytes that a build may write before it records them in the ledger that builds share. */
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

    /** Opens a cache as {@link #open(Path, long)} does, with {@link #DEFAULT_LIMIT}. */
    public static CacheDirectory open(Path root) {
        return open(root, DEFAULT_LIMIT);
    }

    /**
     * Opens a cache, and creates it if it is missing.
     *
     * @param limit in bytes; if it is exceeded, the least recently used files are deleted when the cache is closed
     * @throws ServiceException if the directory cannot be created or written to, belongs to another user, or others can
     *      write to it
     */
    public static CacheDirectory open(Path root, long limit) {
        Path absolute = root.toAbsolutePath().normalize();
        try {
            return new CacheDirectory(absolute, limit);
        } catch (IOException e) {
            throw failure(absolute, e);
        }
    }

    public Path root() {
        return root;
    }

    /** Returns the path of a file if it exists, and records its use. The caller must verify the content. */
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

    /**
     * Like {@link #find}, but only returns a file whose content is known to be correct: it was sealed since the last
     * boot and not written to since.
     */
    public Optional<Path> findSealed(Shelf shelf, String name) {
        return find(shelf, name).filter(Seal::isOn);
    }

    /** Marks a file as verified: all its bytes have been checked. */
    public void seal(Path file) throws IOException {
        Seal.put(file);
    }

    /** Reads a small file if it exists, and records its use. */
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
     * Writes a small file, replacing any file of the same name. The cache is never required for a correct result, so
     * failures to write are ignored; use {@link #create} if the file is needed.
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

    /**
     * Returns the blob with this digest if it exists and is at most 16 MiB, so that no layer is read into memory. A
     * damaged blob is removed.
     */
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

    /** Writes a blob under its digest, as {@link #write} does. */
    public void writeBlob(Digest digest, byte[] bytes) {
        write(Shelf.BLOBS, blobName(digest), bytes);
    }

    /** The file name of a blob on {@link Shelf#BLOBS}. */
    public static String blobName(Digest digest) {
        return digest.algorithm() + "-" + digest.hex();
    }

    /** Creates a file to be written; throws {@link ServiceException} if that fails. */
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
     * Creates a directory for temporary files of this build; throws {@link ServiceException} if that fails. Directories
     * of killed builds are deleted when a build is the only user of the cache.
     */
    public ScratchDirectory scratch() {
        try {
            return new ScratchDirectory(Files.createTempDirectory(root.resolve("tmp"), "build"));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Locks a file that builds share, until the channel is closed.
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
                // Treated as if another process held the lock.
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Removes a file, for example because it is damaged. */
    public void remove(Shelf shelf, String name) {
        try {
            Files.deleteIfExists(place(shelf, name));
        } catch (IOException leftForEviction) {
            // The next reader detects the damage again.
        }
    }

    /**
     * Returns the exception to throw if a {@link PendingFile} cannot be written; a {@link CancellationException} after
     * an interrupt.
     */
    public RuntimeException failure(IOException e) {
        return failure(root, e);
    }

    private static RuntimeException failure(Path root, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new CancellationException("interrupted");
        }
        return new ServiceException(
                "cache directory " + root + ": cannot be written to: " + FileFault.reason(e)
                        + ". Free some space there, or use a directory that can be written to ("
                        + Setting.CACHE_DIRECTORY.inWords() + ")",
                e);
    }

    Path place(Shelf shelf, String name) {
        if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("no name for a cached file: " + name);
        }
        return root.resolve(shelf.directory()).resolve(name);
    }

    /**
     * Records that this build's files have grown or shrunk. Evicts during the build if necessary, because archives may
     * unpack to any size.
     */
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

    /** Releases the cache; evicts if this build made it exceed its limit. */
    @Override
    public void close() {
        try {
            if (noteIsTooBig() || tooBig) {
                lock.leave(company -> new Eviction(root, limit, company).run());
            }
        } catch (IOException evictedByTheNextBuild) {
            // The ledger still shows that the limit is exceeded.
        } finally {
            lock.release();
        }
    }
}
