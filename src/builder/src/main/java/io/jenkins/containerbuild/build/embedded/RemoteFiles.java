package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.context.FileContent;
import io.jenkins.containerbuild.context.FileNode;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Fetches the URLs of ADD into the cache. A file that is known by its checksum, or that its server says is still the same, is not fetched
 * again.
 */
final class RemoteFiles {
    private static final int MOST_REDIRECTS = 10;
    private static final int CONNECT_MILLIS = 30_000;
    private static final int READ_MILLIS = 60_000;

    private final CacheDirectory cache;

    RemoteFiles(CacheDirectory cache) {
        this.cache = cache;
    }

    /** Bytes in the cache. */
    private record Fetched(Path file, String identity) implements FileContent {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /** What is known of a URL: the digest of what it gave, and what its server said about it. */
    private record Known(String digest, String entityTag, String modified) {
        static Optional<Known> parse(byte[] bytes) {
            String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
            return lines.length == 3 ? Optional.of(new Known(lines[0], lines[1], lines[2])) : Optional.empty();
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
        String name = "url-" + Digest.of(url.getBytes(StandardCharsets.UTF_8)).hex();
        Optional<Known> known = cache.read(Shelf.MEMBERS, name)
                .flatMap(Known::parse)
                .filter(last -> file(last).isPresent());
        if (known.isPresent() && known.get().digest().equals(checksum)) {
            return node(url, known.get());
        }
        try {
            Known fetched = Download.run(download -> download(url, known, download));
            if (!checksum.isEmpty() && !fetched.digest().equals(checksum)) {
                throw new StepException(url + " has the digest " + fetched.digest() + ", not " + checksum
                        + " as --checksum says; somebody changed the file, or the checksum is of another one");
            }
            cache.write(Shelf.MEMBERS, name, fetched.toBytes());
            return node(url, fetched);
        } catch (IOException e) {
            throw new ServiceException("cannot fetch " + url + ": " + e.getMessage(), e);
        }
    }

    private Optional<Path> file(Known known) {
        return KeptFile.find(cache, known.digest().replace(':', '-'));
    }

    private Known download(String url, Optional<Known> known, Download download) throws IOException {
        HttpURLConnection connection = connect(url, known, download);
        try {
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_NOT_MODIFIED && known.isPresent()) {
                return known.get();
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("the server answers with status " + status);
            }
            String entityTag = connection.getHeaderField("ETag");
            long modified = Math.max(0, connection.getLastModified());
            try (InputStream in = connection.getInputStream()) {
                return new Known(keep(in), entityTag == null ? "" : entityTag, Long.toString(modified));
            }
        } finally {
            connection.disconnect();
        }
    }

    /** Follows redirects, from http to https too, which {@link HttpURLConnection} does not do by itself. */
    private static HttpURLConnection connect(String url, Optional<Known> known, Download download) throws IOException {
        URL at = uri(url).toURL();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpURLConnection connection = (HttpURLConnection) at.openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            if (known.isPresent() && !known.get().entityTag().isEmpty()) {
                connection.setRequestProperty("If-None-Match", known.get().entityTag());
            }
            download.open(connection);
            int status = connection.getResponseCode();
            String location = connection.getHeaderField("Location");
            if (status < 301 || status > 308 || status == HttpURLConnection.HTTP_NOT_MODIFIED || location == null) {
                return connection;
            }
            connection.disconnect();
            at = new URL(at, location);
            if (!at.getProtocol().startsWith("http")) {
                throw new IOException("a redirect to " + at + ", which is no http or https");
            }
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects");
    }

    /** Returns the digest. */
    private String keep(InputStream in) throws IOException {
        MessageDigest digest = Digest.sha256();
        try (KeptFile file = new KeptFile(cache)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                file.write(buffer, read);
            }
            Digest whole = Digest.of(digest);
            file.commit(CacheDirectory.blobName(whole));
            return whole.toString();
        }
    }

    private FileNode node(String url, Known known) {
        Path file = file(known)
                .orElseThrow(() -> new ServiceException(url + " was removed from the cache while it was in use"));
        return new FileNode(
                name(url),
                FileNode.Kind.FILE,
                file.toFile().length(),
                0600,
                0,
                0,
                Long.parseLong(known.modified()) * 1_000_000,
                "",
                new Fetched(file, known.digest()));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new StepException(
                    "\"" + url + "\" is no URL: " + e.getReason() + "; odd characters must be written as %XX", e);
        }
    }

    /** The last part of the path, which is the file's name where the destination is a directory. */
    static String name(String url) {
        String path = uri(url).getPath();
        String clean = path == null ? "" : Paths.relative(path);
        return clean.isEmpty() ? "__unnamed__" : clean.substring(clean.lastIndexOf('/') + 1);
    }
}
