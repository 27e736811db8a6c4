package io.jenkins.containerbuild.registry;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** HTTP/1.1 on one open socket, one exchange at a time; Apache HttpCore does the framing. */
final class Connection implements Closeable {
    private static final Http1Config LIMITS = Http1Config.custom()
            .setBufferSize(16 * 1024)
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(200)
            .build();

    /** Answers of the kind 1xx before the one that counts. */
    private static final int MOST_INTERIM = 20;

    private static final Timeout ANSWER_ON_ITS_WAY = Timeout.ofMilliseconds(200);

    private final Route route;
    private final Socket plain;
    private final Http http = new Http();
    private final PacedInput input;
    private volatile boolean reusable = true;
    private volatile long writeStarted;
    private volatile String stuck;
    private long idleSince;

    /**
     * Takes over an open socket.
     *
     * @param plain the socket of the network, which closes at once, also while others write
     * @param secured the same socket inside TLS, or null
     * @param idle how long the server may be silent
     */
    Connection(Route route, Socket plain, SSLSocket secured, Duration idle) throws IOException {
        this.route = route;
        this.plain = plain;
        this.input = new PacedInput((secured == null ? plain : secured).getInputStream(), idle);
        http.bind(plain, secured, input);
    }

    /** HttpCore's own connection, which reads through {@link PacedInput}. */
    private static final class Http extends DefaultBHttpClientConnection {
        Http() {
            super(LIMITS);
        }

        void bind(Socket plain, SSLSocket secured, InputStream input) throws IOException {
            if (secured == null) {
                bind(new SocketHolder(plain) {
                    @Override
                    protected InputStream getInputStream(Socket socket) {
                        return input;
                    }
                });
            } else {
                bind(new SocketHolder(secured, plain) {
                    @Override
                    protected InputStream getInputStream(Socket socket) {
                        return input;
                    }
                });
            }
        }
    }

    Route route() {
        return route;
    }

    boolean isReusable() {
        return reusable;
    }

    /** Whether the other side has closed it while it was idle; asked only after a while, as it costs a millisecond. */
    boolean isStale() throws IOException {
        return !http.isOpen() || System.nanoTime() - idleSince > 500_000_000L && http.isStale();
    }

    /** Ends a write that does not move. */
    void closeStuck(String reason) {
        stuck = reason;
        close();
    }

    /** What is still to come of the answer is small, so a deadline holds for all of it. */
    void expectAll() {
        input.expectAll();
    }

    void idle() {
        input.expectMuch();
        idleSince = System.nanoTime();
    }

    /** Nanoseconds that the write under way has been stuck, or 0 where none is. */
    long stuckFor() {
        long started = writeStarted;
        return started == 0 ? 0 : System.nanoTime() - started;
    }

    /** Sends a request and reads the head of its answer. */
    Response exchange(Request request, Transport transport) throws IOException {
        try {
            ClassicHttpRequest message = message(request);
            http.sendRequestHeader(message);
            send(message);
            input.expectAll();
            ClassicHttpResponse response = http.receiveResponseHeader();
            for (int interim = 1; response.getCode() < 200; interim++) {
                if (interim > MOST_INTERIM) {
                    throw new IOException("the server sent more than " + MOST_INTERIM + " interim (1xx) responses");
                }
                response = http.receiveResponseHeader();
            }
            input.expectMuch();
            InputStream body = InputStream.nullInputStream();
            if (MessageSupport.canResponseHaveBody(request.method(), response)) {
                http.receiveResponseEntity(response);
                body = response.getEntity().getContent();
            }
            reusable &= DefaultConnectionReuseStrategy.INSTANCE.keepAlive(message, response, null);
            return new Response(response, body, this, transport);
        } catch (HttpException e) {
            throw new IOException("what came is not HTTP: " + e.getMessage(), e);
        }
    }

    private ClassicHttpRequest message(Request request) {
        Address address = request.address();
        String target = route.isForwarded() ? address.toString() : address.target();
        BasicClassicHttpRequest message = new BasicClassicHttpRequest(request.method(), null, null, target);
        message.setHeader("Host", address.authority());
        message.setHeader("User-Agent", "container-build");
        setHeaders(message, route.forwardHeaders());
        setHeaders(message, request.headers());
        Request.Body body = request.body();
        if (body != null) {
            message.setHeader("Content-Length", body.length());
            message.setEntity(new EntityTemplate(body.length(), null, out -> body.writeTo(new Watched(out))));
        }
        return message;
    }

    /** No lambda: two threads that come here first at once would have one made at run time, which costs a start 3 ms. */
    private static void setHeaders(ClassicHttpRequest message, Map<String, String> headers) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
    }

    /** A registry that refuses a body says so and closes; its answer is worth more than the broken pipe. */
    private void send(ClassicHttpRequest message) throws IOException, HttpException {
        try {
            http.sendRequestEntity(message);
            writeStarted = System.nanoTime();
            http.flush();
            writeStarted = 0;
        } catch (IOException e) {
            reusable = false;
            if (stuck != null) {
                throw new SocketTimeoutException(stuck);
            }
            if (Thread.currentThread().isInterrupted()
                    || plain.isClosed()
                    || !http.isDataAvailable(ANSWER_ON_ITS_WAY)) {
                throw e;
            }
        }
    }

    /** Never waits, whatever other threads do with it. */
    @Override
    public void close() {
        reusable = false;
        try {
            plain.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        http.close(CloseMode.IMMEDIATE);
    }

    /** Notes when each write began, for {@link #stuckFor}: a socket has no time-out for writing. */
    private final class Watched extends FilterOutputStream {
        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writeStarted = System.nanoTime();
            try {
                out.write(bytes, offset, length);
            } finally {
                writeStarted = 0;
            }
        }
    }
}
