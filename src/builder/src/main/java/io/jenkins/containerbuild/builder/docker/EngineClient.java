package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * Speaks HTTP/1.1 with an engine. Each request has a connection of its own: closing it, as an interrupt does, ends what the engine does
 * for it.
 */
final class EngineClient {
    /** An engine answers what costs no work at once, unless it hangs. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int LONGEST_REASON = 200;

    private final EngineEndpoint endpoint;

    EngineClient(EngineEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    EngineEndpoint endpoint() {
        return endpoint;
    }

    /** Writes the body of a request. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Asks for the connection itself; returns it when the engine has let go of HTTP/1.1. Throws {@link NoSessionException} where it does
     * not.
     */
    Socket upgrade(String path, Map<String, String> headers) throws IOException {
        Socket connection = endpoint.connect();
        try (Deadline deadline = Deadline.of(connection, PATIENCE)) {
            write(connection, "POST", path, headers, null);
            EngineResponse response = EngineResponse.readHead(connection);
            if (response.status() != 101) {
                throw new NoSessionException("it answers " + path + " with status " + response.status());
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A short answer; any status. Throws {@link ServiceException} where none comes in time. */
    EngineResponse.Whole ask(String method, String path) {
        return ask(method, path, PATIENCE);
    }

    EngineResponse.Whole ask(String method, String path, Duration patience) {
        try (Socket connection = endpoint.connect();
                Deadline deadline = Deadline.of(connection, patience)) {
            try {
                write(connection, method, path, Map.of(), null);
                return EngineResponse.read(connection).whole();
            } catch (IOException e) {
                throw deadline.isOver() ? hangs(patience, e) : fault(e);
            }
        } catch (IOException e) {
            throw fault(e);
        }
    }

    private ServiceException hangs(Duration patience, IOException fault) {
        return new ServiceException(
                "the engine at " + endpoint + " accepted the connection but did not respond within "
                        + patience.toSeconds() + " s; restart it, or name another with "
                        + Vocabulary.inUse().engine(),
                fault);
    }

    /**
     * Begins a request whose answer takes long. An engine that hangs meanwhile is found out.
     *
     * @param body null for none
     */
    EngineResponse send(String method, String path, Map<String, String> headers, Body body) {
        Watch watch = Watch.over(this, connect());
        try {
            write(watch.connection(), method, path, headers, body);
            return EngineResponse.read(watch);
        } catch (IOException e) {
            watch.close();
            throw fault(watch.explained(e));
        } catch (RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    private Socket connect() {
        try {
            return endpoint.connect();
        } catch (IOException e) {
            throw fault(e);
        }
    }

    static void close(Socket connection) {
        try {
            connection.close();
        } catch (IOException closedAllTheSame) {
            // Nothing is left to lose.
        }
    }

    private static void write(Socket connection, String method, String path, Map<String, String> headers, Body body)
            throws IOException {
        StringBuilder head =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: docker\r\nUser-Agent: container-build\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body != null) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (method.equals("POST")) {
            head.append("Content-Length: 0\r\n");
        }
        OutputStream out = connection.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        if (body != null) {
            OutputStream chunks = new BufferedOutputStream(new ChunkedOutput(out), 64 << 10);
            body.writeTo(chunks);
            chunks.close();
        }
        out.flush();
    }

    /** What to throw where a connection could not be made or broke. */
    RuntimeException fault(IOException e) {
        if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return new CancellationException("interrupted");
        }
        return e.getCause() instanceof ServiceException found ? found : endpoint.unreachable(e);
    }

    /**
     * What to throw where the connection broke while an answer came.
     *
     * @param work that was under way
     */
    RuntimeException brokenInTheMiddle(String work, IOException e) {
        RuntimeException fault = fault(e);
        return fault == e.getCause() || !(fault instanceof ServiceException)
                ? fault
                : new ServiceException(
                        "the engine at " + endpoint + " went away in the middle of " + work + " (" + e.getMessage()
                                + "); see its log, and build again when it is back",
                        e);
    }

    /** The engine's own words for an answer that is no success. */
    static String message(EngineResponse.Whole response) {
        String text = new String(response.body(), StandardCharsets.UTF_8).strip();
        try {
            String message = JsonObject.parse(response.body()).string("message");
            return message.isEmpty() ? "status " + response.status() : message;
        } catch (IllegalArgumentException e) {
            return text.isEmpty() || text.length() > LONGEST_REASON ? "status " + response.status() : text;
        }
    }
}
