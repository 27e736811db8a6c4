package io.jenkins.containerbuild.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A registry in memory that loses blobs when a test says so, and that may accept manifests whose blobs it does not have. */
public final class MemoryRegistry implements AutoCloseable {
    private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/]+)");
    private static final Pattern BLOB = Pattern.compile("/v2/(.+)/blobs/(sha256:[0-9a-f]+)");
    private static final Pattern UPLOAD = Pattern.compile("/v2/(.+)/blobs/uploads/");
    private static final Pattern PARAMETER = Pattern.compile("(mount|from|digest)=([^&]+)");

    private final HttpServer server;
    private final boolean validates;
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean refusesHeads;
    private volatile boolean mountsNothing;

    /** @param validates whether it refuses manifests whose blobs it does not have */
    public MemoryRegistry(boolean validates) throws IOException {
        this.validates = validates;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::handle);
        server.start();
    }

    /** The name of an image in this registry. */
    public String reference(String name) {
        return "127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    /** Holds the image of an OCI layout, as {@link ImageFixture#write} makes it. */
    public void load(Path layout, String repository, String tag) throws IOException {
        try (Stream<Path> files = Files.list(layout.resolve("blobs/sha256"))) {
            for (Path file : files.toList()) {
                blobs.put(repository + "|sha256:" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        JsonObject index = JsonObject.parse(Files.readAllBytes(layout.resolve("index.json")));
        String digest = index.objects("manifests").get(0).string("digest");
        byte[] manifest = blobs.get(repository + "|" + digest);
        manifests.put(repository + "|" + tag, manifest);
        manifests.put(repository + "|" + digest, manifest);
    }

    /** What came, as {@code METHOD path}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** Answers HEAD of a blob with 405 from now on. */
    public void refuseHeadsOfBlobs() {
        refusesHeads = true;
    }

    /** From now on responds to a mount as if it had mounted the blob, but does not. */
    public void pretendToMount() {
        mountsNothing = true;
    }

    /** Loses a blob of a repository, and keeps the manifests that name it. */
    public void lose(String repository, Digest blob) {
        if (blobs.remove(repository + "|" + blob) == null) {
            throw new AssertionError(repository + " has no blob " + blob);
        }
    }

    /** The blobs that the image of a tag names and the repository does not have. */
    public List<String> missing(String repository, String tag) {
        return blobsOf(manifests.get(repository + "|" + tag)).stream()
                .filter(blob -> !blobs.containsKey(repository + "|" + blob))
                .toList();
    }

    private static List<String> blobsOf(byte[] manifest) {
        JsonObject json = JsonObject.parse(manifest);
        List<String> digests = new ArrayList<>();
        digests.add(json.object("config").string("digest"));
        json.objects("layers").forEach(layer -> digests.add(layer.string("digest")));
        return digests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        byte[] body = exchange.getRequestBody().readAllBytes();
        Matcher manifest = MANIFEST.matcher(path);
        Matcher blob = BLOB.matcher(path);
        Matcher upload = UPLOAD.matcher(path);
        if (manifest.matches()) {
            manifest(exchange, manifest.group(1), manifest.group(2), body);
        } else if (blob.matches() && refusesHeads && exchange.getRequestMethod().equals("HEAD")) {
            answer(exchange, 405, new byte[0]);
        } else if (blob.matches()) {
            answer(exchange, blobs.get(blob.group(1) + "|" + blob.group(2)), "application/octet-stream");
        } else if (upload.matches()) {
            upload(exchange, upload.group(1), body);
        } else {
            answer(exchange, 404, new byte[0]);
        }
    }

    private void manifest(HttpExchange exchange, String repository, String tag, byte[] body) throws IOException {
        String type = "application/vnd.oci.image.manifest.v1+json";
        if (!exchange.getRequestMethod().equals("PUT")) {
            answer(exchange, manifests.get(repository + "|" + tag), type);
        } else if (validates
                && blobsOf(body).stream().anyMatch(digest -> !blobs.containsKey(repository + "|" + digest))) {
            answer(
                    exchange,
                    400,
                    "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\"}]}".getBytes(StandardCharsets.UTF_8));
        } else {
            manifests.put(repository + "|" + tag, body);
            manifests.put(repository + "|" + Digest.of(body), body);
            answer(exchange, 201, new byte[0]);
        }
    }

    private void upload(HttpExchange exchange, String repository, byte[] body) throws IOException {
        Map<String, String> parameters = new ConcurrentHashMap<>();
        Matcher parameter =
                PARAMETER.matcher(String.valueOf(exchange.getRequestURI().getQuery()));
        while (parameter.find()) {
            parameters.put(parameter.group(1), parameter.group(2));
        }
        if (exchange.getRequestMethod().equals("PUT")) {
            blobs.put(repository + "|" + parameters.get("digest"), body);
            answer(exchange, 201, new byte[0]);
            return;
        }
        String mounted = parameters.getOrDefault("mount", "");
        byte[] source = blobs.get(parameters.getOrDefault("from", "") + "|" + mounted);
        exchange.getResponseHeaders().set("Location", "/v2/" + repository + "/blobs/uploads/");
        if (source != null && !mountsNothing) {
            blobs.put(repository + "|" + mounted, source);
        }
        answer(exchange, source == null ? 202 : 201, new byte[0]);
    }

    private static void answer(HttpExchange exchange, byte[] content, String type) throws IOException {
        if (content == null) {
            answer(exchange, 404, new byte[0]);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders()
                .set("Docker-Content-Digest", Digest.of(content).toString());
        answer(exchange, 200, content);
    }

    private static void answer(HttpExchange exchange, int status, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
