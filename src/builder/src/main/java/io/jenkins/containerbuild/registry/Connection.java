package io.jenkins.containerbuild.registry;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
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

/** An HTTP/1.1 connection for one request at a time. Apache HttpCore reads and writes the messages. */
final class Connection implements Closeable {
    private static final Http1Config LIMITS = Http1Config.custom()
            .setBufferSize(16 * 1024)
            .setMaxLineLength(64 * 1024)
            .setMaxHeaderCount(200)
            .build();

    /** Maximum number of interim (1xx) responses before the final one. */
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
     * @param plain the network socket; another thread may close it to end a blocked write
     * @param secured the TLS socket that wraps {@code plain}, or null if TLS is not used
     * @param idle maximum time without a byte from the server
     */
    Connection(Route route, Socket plain, SSLSocket secured, Duration idle) throws IOException {
        this.route = route;
        this.plain = plain;
        this.input = new PacedInput((secured == null ? plain : secured).getInputStream(), idle);
        http.bind(plain, secured, input);
    }

    /** An HttpCore connection that reads through {@link PacedInput}. */
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

    /**
     * Whether the server has closed the idle connection. Checked only after 500 ms of idle time, because the check
     * takes 1 ms.
     */
    boolean isStale() throws IOException {
        return !http.isOpen() || System.nanoTime() - idleSince > 500_000_000L && http.isStale();
    }

    /**
     * Closes the connection because a write makes no progress; the reason becomes the message of the writer's
     * exception.
     */
    void closeStuck(String reason) {
        stuck = reason;
        close();
    }

    /** Sets a deadline for the rest of the response. */
    void expectAll() {
        input.expectAll();
    }

    void idle() {
        input.expectMuch();
        idleSince = System.nanoTime();
    }

    /** Nanoseconds since the current write began, or 0 if no write is in progress. */
    long stuckFor() {
        long started = writeStarted;
        return started == 0 ? 0 : System.nanoTime() - started;
    }

    /** Sends a request and reads the head of its response. */
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
            throw new IOException("the response is not HTTP: " + e.getMessage(), e);
        }
    }

    private ClassicHttpRequest message(Request request) {
        Address address = request.address();
        String target = route.isForwarded() ? address.toString() : address.target();
        BasicClassicHttpRequest message = new BasicClassicHttpRequest(request.method(), null, null, target);
        message.setHeader("Host", address.authority());
        message.setHeader("User-Agent", "container-build");
        route.forwardHeaders().forEach(message::setHeader);
        request.headers().forEach(message::setHeader);
        Request.Body body = request.body();
        if (body != null) {
            message.setHeader("Content-Length", body.length());
            message.setEntity(new EntityTemplate(body.length(), null, out -> body.writeTo(new Watched(out))));
        }
        return message;
    }

    /**
     * Sends the body. If the registry rejects the body and closes the connection, no exception is thrown, so that the
     * caller can read the response instead of reporting a broken pipe.
     */
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

    /** Does not wait for other threads that use the connection. */
    @Override
    public void close() {
        reusable = false;
        try {
            plain.close();
        } catch (IOException e) {
            // The socket is closed in any case.
        }
        http.close(CloseMode.IMMEDIATE);
    }

    /** Records when each write began, for {@link #stuckFor}. */
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
