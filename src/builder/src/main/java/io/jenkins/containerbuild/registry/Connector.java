package io.jenkins.containerbuild.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens connections, directly or through a proxy, with or without TLS. */
final class Connector {
    /** Maximum size in bytes of a proxy's response to CONNECT. */
    private static final int LONGEST_ANSWER = 16 * 1024;

    private final Duration connectTimeout;
    private final Duration idleTimeout;
    private final RegistryTls tls;

    Connector(Duration connectTimeout, Duration idleTimeout, RegistryTls tls) {
        this.connectTimeout = connectTimeout;
        this.idleTimeout = idleTimeout;
        this.tls = tls;
    }

    Connection open(Route route) throws IOException {
        // A channel's socket, unlike other sockets, stops waiting when the thread is interrupted.
        Socket socket = SocketChannel.open().socket();
        boolean opened = false;
        try {
            connect(socket, route);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(idleTimeout.toMillis()));
            if (route.secure() && route.proxy() != null) {
                tunnel(socket, route);
            }
            Connection connection =
                    new Connection(route, socket, route.secure() ? secure(socket, route) : null, idleTimeout);
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }

    private void connect(Socket socket, Route route) throws IOException {
        String host = route.proxy() == null ? route.host() : route.proxy().host();
        InetSocketAddress address = new InetSocketAddress(
                host, route.proxy() == null ? route.port() : route.proxy().port());
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        try {
            socket.connect(address, Math.toIntExact(connectTimeout.toMillis()));
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("no connection within " + connectTimeout.toMillis() + " ms");
        }
    }

    private void tunnel(Socket socket, Route route) throws IOException {
        String target = (route.host().contains(":") ? "[" + route.host() + "]" : route.host()) + ":" + route.port();
        String authorization = route.proxy().authorization();
        String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n"
                + (authorization == null ? "" : "Proxy-Authorization: " + authorization + "\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        PacedInput answer = new PacedInput(socket.getInputStream(), idleTimeout);
        answer.expectAll();
        String status = statusLine(answer);
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
            throw new ProxyFault(route.proxy(), status);
        }
    }

    /**
     * Reads a proxy's response to CONNECT and returns the status line. Reads single bytes, because TLS data follows the
     * empty line.
     */
    private static String statusLine(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0 || head.size() > LONGEST_ANSWER) {
                throw new IOException("the response of the proxy is incomplete");
            }
            head.write(next);
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
    }

    private SSLSocket secure(Socket socket, Route route) throws IOException {
        SSLSocket secured = (SSLSocket) tls.contextFor(route.authority())
                .getSocketFactory()
                .createSocket(socket, route.host(), route.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        shakeHands(secured, socket);
        return secured;
    }

    /** Sets a deadline for the whole handshake, because a socket timeout limits only the wait for each read. */
    private void shakeHands(SSLSocket secured, Socket plain) throws IOException {
        long deadlineMillis = 2 * idleTimeout.toMillis();
        CompletableFuture<Void> deadline =
                new CompletableFuture<Void>().completeOnTimeout(null, deadlineMillis, TimeUnit.MILLISECONDS);
        deadline.thenRun(() -> closeQuietly(plain));
        try {
            secured.startHandshake();
        } catch (IOException e) {
            throw deadline.isDone()
                    ? new SocketTimeoutException("no complete TLS handshake within " + deadlineMillis + " ms")
                    : e;
        } finally {
            deadline.cancel(false);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The handshake ends in any case.
        }
    }

    /** The proxy refused a request. */
    static final class ProxyFault extends IOException {
        private static final long serialVersionUID = 1L;

        ProxyFault(HttpProxy proxy, String status) {
            super(proxy + " responded with \"" + status + "\"");
        }
    }
}
