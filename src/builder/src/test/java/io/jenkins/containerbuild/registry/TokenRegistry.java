package io.jenkins.containerbuild.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A registry with a token server, as the token specification of CNCF Distribution has them, which writes down who asked for what. It knows
 * the users ann and bob, whose password and identity token are derived from their names; its repositories have one manifest.
 */
final class TokenRegistry implements AutoCloseable {
    static final byte[] MANIFEST = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}"
            .getBytes(StandardCharsets.US_ASCII);

    /** {@code user scope scope}: each token that was given. */
    final List<String> given = new CopyOnWriteArrayList<>();

    /** {@code user METHOD path}: each request that was let in. */
    final List<String> served = new CopyOnWriteArrayList<>();

    /** {@code METHOD path}: each request that was sent away. */
    final List<String> refused = new CopyOnWriteArrayList<>();

    /** {@code authorization or - path}: what came to the address that blobs are redirected to. */
    final List<String> elsewhere = new CopyOnWriteArrayList<>();

    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final HttpServer registry = start(this::serve);
    private final HttpServer authority = start(this::give);
    private final HttpServer store = start(this::store);
    volatile String challenge = "Bearer realm=\"REALM\",service=\"test registry\",scope=\"SCOPE\"";
    volatile String expiresIn = "300";
    volatile String service = "test registry";
    /** What requests without authorization get, apart from those to /v2/. */
    volatile int anonymous = 401;
    /** Status of the token server for POST, which is part of OAuth2, or 200. */
    volatile int oauth = 200;
    /** Status of the token server for requests with more than one scope, or 200. */
    volatile int severalScopes = 200;

    volatile String blobsAt = "http://127.0.0.1:" + store.getAddress().getPort() + "/signed";

    private interface Handler {
        void handle(HttpExchange exchange, String body) throws IOException;
    }

    private static HttpServer start(Handler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work);
                thread.setDaemon(true);
                return thread;
            }));
            server.createContext("/", exchange -> {
                handler.handle(
                        exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String password(String user) {
        return "password of " + user;
    }

    static String identityToken(String user) {
        return "identity of " + user;
    }

    String host() {
        return "127.0.0.1:" + registry.getAddress().getPort();
    }

    String realm() {
        return "http://127.0.0.1:" + authority.getAddress().getPort() + "/token";
    }

    /** Forgets all tokens, as if they had expired. */
    void forgetTokens() {
        tokens.clear();
    }

    private void serve(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().toString();
        String request = exchange.getRequestMethod() + " " + path;
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String grant = tokens.get(authorization.replace("Bearer ", ""));
        String repository = path.replaceFirst("^/v2/(.*)/(manifests|blobs|tags)/.*$", "$1");
        boolean writes = !exchange.getRequestMethod().matches("GET|HEAD");
        String needed = "repository:" + repository + ":" + (writes ? "pull,push" : "pull");
        if (grant == null || !grants(grant, repository, writes)) {
            refused.add(request);
            boolean hidden = anonymous != 401 && authorization.equals("null") && !path.equals("/v2/");
            if (!hidden) {
                exchange.getResponseHeaders()
                        .add(
                                "WWW-Authenticate",
                                challenge.replace("REALM", realm()).replace("SCOPE", needed));
            }
            answer(exchange, hidden ? anonymous : 401, new byte[0]);
            return;
        }
        served.add(grant.substring(0, grant.indexOf(' ')) + " " + request);
        if (writes) {
            answer(exchange, 201, new byte[0]);
        } else if (path.contains("/blobs/")) {
            exchange.getResponseHeaders().add("Location", blobsAt);
            answer(exchange, 307, new byte[0]);
        } else {
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            exchange.getResponseHeaders()
                    .add("Docker-Content-Digest", Digest.of(MANIFEST).toString());
            answer(exchange, 200, MANIFEST);
        }
    }

    private static boolean grants(String grant, String repository, boolean writes) {
        return grant.contains(" repository:" + repository + ":pull,push")
                || !writes && grant.contains(" repository:" + repository + ":pull");
    }

    /** GET with a password or without anyone, POST with an identity token (OAuth2, refresh_token). */
    private void give(HttpExchange exchange, String body) throws IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        if (post && oauth != 200) {
            answer(exchange, oauth, new byte[0]);
            return;
        }
        String query = post ? body : exchange.getRequestURI().getRawQuery();
        String user = post ? byIdentityToken(query) : byPassword(exchange);
        Set<String> scopes = new TreeSet<>();
        for (String value : values(query, "scope")) {
            scopes.addAll(List.of(value.split(" ")));
        }
        List<String> services = service.isEmpty() ? List.of() : List.of(service);
        if (user == null || !values(query, "service").equals(services)) {
            answer(exchange, 401, new byte[0]);
            return;
        }
        if (scopes.size() > 1 && severalScopes != 200) {
            answer(exchange, severalScopes, new byte[0]);
            return;
        }
        String token = "token-" + count.incrementAndGet();
        tokens.put(token, user + " " + String.join(" ", scopes));
        given.add(user + " " + String.join(" ", scopes));
        String name = post ? "access_token" : "token";
        String json = "{\"" + name + "\":\"" + token + "\",\"expires_in\":" + expiresIn + "}";
        answer(exchange, 200, json.getBytes(StandardCharsets.US_ASCII));
    }

    private static String byIdentityToken(String query) {
        for (String user : List.of("ann", "bob")) {
            if (values(query, "refresh_token").contains(identityToken(user))
                    && values(query, "grant_type").contains("refresh_token")) {
                return user;
            }
        }
        return null;
    }

    private static String byPassword(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null) {
            return "anonymous";
        }
        for (String user : List.of("ann", "bob")) {
            if (List.of(basic(user, password(user)), basic("", identityToken(user)))
                    .contains(authorization)) {
                return user;
            }
        }
        return null;
    }

    private static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static List<String> values(String query, String name) {
        List<String> values = new ArrayList<>();
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                values.add(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private void store(HttpExchange exchange, String body) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        elsewhere.add((authorization == null ? "-" : authorization) + " " + exchange.getRequestURI());
        answer(exchange, 200, MANIFEST);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        registry.stop(0);
        authority.stop(0);
        store.stop(0);
    }
}
