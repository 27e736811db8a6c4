package io.jenkins.containerbuild.cli.training;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** As much of the OCI distribution specification as a push by one client needs, in memory, on a loopback port. */
final class TrainingRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final HttpServer server;
    private final Map<String, byte[]> content = new ConcurrentHashMap<>();
    private final AtomicInteger uploads = new AtomicInteger();

    TrainingRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        keep("/v2/", "{}".getBytes(StandardCharsets.UTF_8));
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Puts a base image of one small layer into the registry; gives its name. */
    String addBase() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(tar, "UTF-8")) {
            out.putArchiveEntry(new TarArchiveEntry("etc/"));
            out.closeArchiveEntry();
            byte[] passwd = "root:x:0:0:root:/root:/bin/sh\n".getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry file = new TarArchiveEntry("etc/passwd");
            file.setSize(passwd.length);
            out.putArchiveEntry(file);
            out.write(passwd);
            out.closeArchiveEntry();
        }
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(layer)) {
            tar.writeTo(gzip);
        }
        String config = """
                {"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin:/bin"]},"rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(Digest.of(tar.toByteArray()));
        String manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(
                        MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", config.getBytes(StandardCharsets.UTF_8)),
                        descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer.toByteArray()));
        keep("/v2/training/base/manifests/1", manifest.getBytes(StandardCharsets.UTF_8));
        return host() + "/training/base:1";
    }

    private String descriptor(String mediaType, byte[] bytes) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, keep("/blobs/", bytes), bytes.length);
    }

    /** Content is found by its digest in every repository, and by the path that it was put at. */
    private String keep(String path, byte[] bytes) {
        String digest = Digest.of(bytes).toString();
        content.put(digest, bytes);
        content.put(path, bytes);
        return digest;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "GET", "HEAD" -> read(exchange, path);
            case "POST" -> accept(exchange, 202, "/uploads/" + uploads.incrementAndGet());
            case "PATCH" -> {
                content.merge(path, body, TrainingRegistry::joined);
                accept(exchange, 202, path);
            }
            default -> {
                byte[] whole =
                        path.contains("/uploads/") ? joined(content.getOrDefault(path, new byte[0]), body) : body;
                exchange.getResponseHeaders().set("Docker-Content-Digest", keep(path, whole));
                accept(exchange, 201, path);
            }
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void accept(HttpExchange exchange, int status, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void read(HttpExchange exchange, String path) throws IOException {
        byte[] found = content.getOrDefault(path, content.get(path.substring(path.lastIndexOf('/') + 1)));
        if (found == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            exchange.getResponseHeaders()
                    .set("Content-Type", path.contains("/manifests/") ? MANIFEST : "application/octet-stream");
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.of(found).toString());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(found.length));
            }
            exchange.sendResponseHeaders(200, head ? -1 : found.length);
            if (!head) {
                exchange.getResponseBody().write(found);
            }
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
