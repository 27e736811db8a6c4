package links;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;

/**
 * A service for short links: {@code POST /} with an address gives a short one, {@code GET /NAME} leads there, {@code GET /health} says how
 * many there are. Arguments: the file with its settings.
 */
public final class Server {
    private static final int LONGEST_BODY = 4096;

    private final Links links;
    private final byte[] page;

    private Server(Links links, byte[] page) {
        this.links = links;
        this.page = page;
    }

    public static void main(String[] arguments) throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            settings.load(reader);
        }
        Server server = new Server(
                new Links(Path.of(settings.getProperty("file"))), Files.readAllBytes(Path.of(settings.getProperty("page"))));
        int port = Integer.parseInt(settings.getProperty("port"));
        HttpServer http = HttpServer.create(new InetSocketAddress(port), 0);
        http.createContext("/", server.guarded(server::answer));
        http.createContext("/health", server.guarded(exchange -> send(exchange, 200, "text/plain", server.health())));
        http.setExecutor(Executors.newFixedThreadPool(Integer.parseInt(settings.getProperty("threads"))));
        http.start();
        System.out.println("listening on port " + port);
    }

    private HttpHandler guarded(HttpHandler handler) {
        return exchange -> {
            try (exchange) {
                answerOrRefuse(exchange, handler);
            }
        };
    }

    private static void answerOrRefuse(HttpExchange exchange, HttpHandler handler) throws IOException {
        try {
            handler.handle(exchange);
        } catch (IllegalArgumentException e) {
            send(exchange, 400, "text/plain", bytes(e.getMessage() + "\n"));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring(1);
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                if (name.isEmpty()) {
                    send(exchange, 200, "text/html; charset=utf-8", page);
                } else {
                    follow(exchange, name);
                }
            }
            case "POST" -> send(exchange, 201, "text/plain", bytes("/" + links.add(body(exchange)) + "\n"));
            default -> send(exchange, 405, "text/plain", bytes("GET or POST\n"));
        }
    }

    private void follow(HttpExchange exchange, String name) throws IOException {
        Optional<URI> address = links.find(name);
        if (address.isPresent()) {
            exchange.getResponseHeaders().set("Location", address.get().toASCIIString());
            exchange.sendResponseHeaders(302, -1);
        } else {
            send(exchange, 404, "text/plain", bytes("no link of this name\n"));
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            return new String(body.readNBytes(LONGEST_BODY), StandardCharsets.UTF_8);
        }
    }

    private byte[] health() {
        return bytes("well, with " + links.count() + " links\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }
}
