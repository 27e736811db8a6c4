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
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** As much of the OCI distribution specification as a push by one client needs, in memory, on a loopback port. */
final class TrainingRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private final HttpServer server;
    private final Map<String, byte[]> content = new ConcurrentHashMap<>();

    TrainingRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", this::answer);
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
        keep("1", manifest.getBytes(StandardCharsets.UTF_8));
        return host() + "/training/base:1";
    }

    private String descriptor(String mediaType, byte[] bytes) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(mediaType, keep("", bytes), bytes.length);
    }

    /** Content is found by digest, and by the tag that it was given. */
    private Digest keep(String tag, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        content.put(digest.toString(), bytes);
        if (!tag.isEmpty()) {
            content.put(tag, bytes);
        }
        return digest;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "GET", "HEAD" -> read(exchange, path, last);
            case "POST" -> accept(exchange, 202, path + (path.endsWith("/") ? "1" : "/1"));
            case "PATCH" -> {
                content.merge(path, body, TrainingRegistry::joined);
                accept(exchange, 202, path);
            }
            default -> {
                byte[] earlier = content.remove(path);
                byte[] whole = earlier == null ? body : joined(earlier, body);
                exchange.getResponseHeaders()
                        .set(
                                "Docker-Content-Digest",
                                keep(path.contains("/manifests/") ? last : "", whole)
                                        .toString());
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

    private void read(HttpExchange exchange, String path, String name) throws IOException {
        byte[] found = name.isEmpty() ? "{}".getBytes(StandardCharsets.UTF_8) : content.get(name);
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
