package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.context.FileContent;
import io.jenkins.containerbuild.context.FileNode;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
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
 * Fetches the URLs of ADD into the cache, each once in a build. A file that is known by its checksum is not asked for; a file that has a
 * strong entity tag is asked for conditionally, and sent again only if the server has another version. Safe for several threads.
 *
 * <p>Weak entity tags and {@code If-Modified-Since} are not used: other bytes may have the same weak tag, and a file that was replaced by an
 * older one would be taken for unchanged.
 */
public final class RemoteFiles {
    private final CacheDirectory cache;
    private final WebFiles web;
    private final boolean reuse;
    /** What the URLs have given in this build. */
    private final Map<String, Known> asked = new ConcurrentHashMap<>();

    /** @param reuse false to fetch every file, even if the cache has it */
    public RemoteFiles(CacheDirectory cache, WebFiles web, boolean reuse) {
        this.cache = cache;
        this.web = web;
        this.reuse = reuse;
    }

    /** The same files, to be asked for again. */
    public RemoteFiles anew() {
        return new RemoteFiles(cache, web, reuse);
    }

    /**
     * Digest of what the URL gives, and the time of the file, seconds since 1970.
     *
     * @throws ServiceException if the server does not answer, or not with the file
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

    /** What {@link #version} tells. */
    public record Version(Digest digest, long modifiedSeconds) {}

    /** Bytes in the cache. */
    private record Fetched(Path file, String identity) implements FileContent {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /** What is known of a URL: the digest of what it gave, and what its server said about it. */
    private record Known(Digest digest, String entityTag, long modified) {
        /** Empty where the bytes are damaged. */
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

        /** The entity tag, or "" if there is none that stands for exactly these bytes. */
        String strongTag() {
            return entityTag.startsWith("W/") ? "" : entityTag;
        }

        byte[] toBytes() {
            return (digest + "\n" + entityTag + "\n" + modified).getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * The file as BuildKit has it: its name out of the URL, mode 0600, owned by root, with the time that the server gives.
     *
     * @param checksum {@code sha256:…}, or "" where none is known
     * @throws ServiceException where the server does not answer, or not with the file
     * @throws StepException where the file has another checksum
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
                    + " as --checksum says; somebody changed the file, or the checksum is of another one");
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
                            + "; check the address and whether this machine reaches it, or copy the file into the context",
                    e);
        }
    }

    private Optional<Path> file(Known known) {
        return KeptFile.find(cache, CacheDirectory.blobName(known.digest()));
    }

    private Known take(WebFiles.Answer answer, Optional<Known> known) throws IOException {
        if (answer.status() == 304 && known.isPresent()) {
            return known.get();
        }
        if (answer.status() != 200) {
            throw new IOException("the server answers with status " + answer.status());
        }
        return new Known(keep(answer.body()), answer.entityTag(), answer.modified());
    }

    /** Returns the digest. */
    private Digest keep(InputStream in) throws IOException {
        MessageDigest digest = Digest.sha256();
        try (KeptFile file = new KeptFile(cache)) {
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
                .orElseThrow(
                        () -> new ServiceException(address(url) + " was removed from the cache while it was in use"));
        return new FileNode(
                name(url),
                FileNode.Kind.FILE,
                file.toFile().length(),
                0600,
                0,
                0,
                TimeUnit.MILLISECONDS.toNanos(known.modified()),
                "",
                new Fetched(file, known.digest().toString()));
    }

    private static Address address(String url) {
        try {
            return Address.parse(url);
        } catch (IllegalArgumentException e) {
            throw new StepException("the URL of ADD is invalid: " + e.getMessage(), e);
        }
    }

    /** The last part of the path, which is the file's name where the destination is a directory. */
    static String name(String url) {
        String clean = Paths.relative(address(url).path());
        return clean.isEmpty() ? "__unnamed__" : clean.substring(clean.lastIndexOf('/') + 1);
    }
}
