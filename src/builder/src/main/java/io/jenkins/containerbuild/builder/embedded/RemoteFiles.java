package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.TreePath;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.registry.Address;
import io.jenkins.containerbuild.registry.WebFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Fetches the URLs of ADD into the cache, each once per build. If a checksum is given and the cache has the file, no
 * request is sent. If the server sent a strong entity tag with the cached file, the request is conditional, so that the
 * file is downloaded only if it has changed. Thread-safe.
 *
 * <p>Weak entity tags and {@code If-Modified-Since} are not used: two versions may have the same weak tag, and a file
 * that was replaced by an older one would be treated as unchanged.
 */
public final class RemoteFiles {
    private final CacheDirectory cache;
    private final WebFiles web;
    private final boolean reuse;
    /** Results of this build, by URL. */
    private final Map<String, Known> asked = new ConcurrentHashMap<>();

    /** @param reuse false to fetch every file, even if it is in the cache */
    public RemoteFiles(CacheDirectory cache, WebFiles web, boolean reuse) {
        this.cache = cache;
        this.web = web;
        this.reuse = reuse;
    }

    /** Returns a copy without the results of this build, which therefore queries the servers again. */
    public RemoteFiles anew() {
        return new RemoteFiles(cache, web, reuse);
    }

    /**
     * Returns the digest and modification time of the file at the URL.
     *
     * @throws ServiceException if the server does not respond, or responds without the file
     * @throws InputException if the text is not a URL
     */
    public Version version(String url) {
        try {
            Known known = ask(url, "");
            return new Version(known.digest(), TimeUnit.MILLISECONDS.toSeconds(known.modified()));
        } catch (StepException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /** The result of {@link #version}; the time is in seconds since the epoch. */
    public record Version(Digest digest, long modifiedSeconds) {}

    /** A fetched file in the cache. */
    private record Fetched(Path file, String identity) implements FileContent {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /**
     * The cache record of a URL: the digest of the file, and the entity tag and modification time (in milliseconds
     * since the epoch) that the server sent.
     */
    private record Known(Digest digest, String entityTag, long modified) {
        /** Parses a record; empty if it is damaged. */
        static Optional<Known> parse(byte[] bytes) {
            String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
            try {
                return lines.length == 3
                        ? Optional.of(new Known(Digest.parse(lines[0]), lines[1], Long.parseLong(lines[2])))
                        : Optional.empty();
            } catch (IllegalArgumentException damaged) {
                return Optional.empty();
            }
        }

        /** The entity tag, or "" if there is no strong one. */
        String strongTag() {
            return entityTag.startsWith("W/") ? "" : entityTag;
        }

        byte[] toBytes() {
            return (digest + "\n" + entityTag + "\n" + modified).getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Fetches a file. As in BuildKit, it is named after the URL and has mode 0600, owner root and the modification time
     * that the server sent.
     *
     * @param checksum expected digest, {@code sha256:…}, or "" if none is given
     * @throws ServiceException if the server does not respond, or responds without the file
     * @throws StepException if the file does not have the expected digest
     */
    FileNode fetch(String url, String checksum) {
        return node(url, ask(url, checksum));
    }

    private Known ask(String url, String checksum) {
        Known known = asked.get(url);
        if (known == null) {
            known = fromCacheOrServer(url, checksum);
        }
        if (!checksum.isEmpty() && !known.digest().toString().equals(checksum)) {
            throw new StepException(address(url) + " has the digest " + known.digest() + ", not " + checksum
                    + " as --checksum requires; check whether the file was changed, or correct the checksum");
        }
        return known;
    }

    private Known fromCacheOrServer(String url, String checksum) {
        String name = "url-" + Digest.of(url.getBytes(StandardCharsets.UTF_8)).hex();
        Optional<Known> known = reuse
                ? cache.read(Shelf.MEMBERS, name).flatMap(Known::parse).filter(last -> file(last)
                        .isPresent())
                : Optional.empty();
        if (known.isPresent() && known.get().digest().toString().equals(checksum)) {
            return known.get();
        }
        try {
            String entityTag = known.map(Known::strongTag).orElse("");
            Known fetched = web.get(address(url), entityTag, answer -> take(answer, known));
            cache.write(Shelf.MEMBERS, name, fetched.toBytes());
            asked.put(url, fetched);
            return fetched;
        } catch (IOException e) {
            throw new ServiceException(
                    "cannot fetch " + address(url) + ": " + e.getMessage()
                            + "; check the address and the network of this machine, or copy the file into the context",
                    e);
        }
    }

    private Optional<Path> file(Known known) {
        return SealedFile.find(cache, CacheDirectory.blobName(known.digest()));
    }

    private Known take(WebFiles.Answer answer, Optional<Known> known) throws IOException {
        if (answer.status() == 304 && known.isPresent()) {
            return known.get();
        }
        if (answer.status() != 200) {
            throw new IOException("the server responded with status " + answer.status());
        }
        return new Known(keep(answer.body()), answer.entityTag(), answer.modified());
    }

    /** Writes the body to the cache and returns its digest. */
    private Digest keep(InputStream in) throws IOException {
        MessageDigest digest = Digest.sha256();
        try (SealedFile file = new SealedFile(cache)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                file.write(buffer, read);
            }
            Digest whole = Digest.of(digest);
            file.commit(CacheDirectory.blobName(whole));
            return whole;
        }
    }

    private FileNode node(String url, Known known) {
        Path file = file(known)
                .orElseThrow(() -> new ServiceException(
                        address(url) + " was removed from the cache while it was in use; build again"));
        long mtimeNanos = TimeUnit.MILLISECONDS.toNanos(known.modified());
        Fetched content = new Fetched(file, known.digest().toString());
        return FileNode.file(name(url), 0600, 0, 0, mtimeNanos, file.toFile().length(), content);
    }

    private static Address address(String url) {
        try {
            return Address.parse(url);
        } catch (IllegalArgumentException e) {
            throw new StepException("the URL of ADD is invalid: " + e.getMessage(), e);
        }
    }

    /** Returns the last part of the URL path, which is the file name if the destination is a directory. */
    static String name(String url) {
        String clean = TreePath.inRoot(address(url).path());
        return clean.isEmpty() ? "__unnamed__" : TreePath.name(clean);
    }
}
