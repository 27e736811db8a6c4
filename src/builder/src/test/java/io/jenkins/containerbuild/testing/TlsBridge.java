package io.jenkins.containerbuild.testing;

import io.jenkins.containerbuild.registry.TlsCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Ends TLS, for which callers need certificates, and passes the bytes to a unix socket. */
public final class TlsBridge implements AutoCloseable {
    private final SSLServerSocket server;
    private final Path target;

    private TlsBridge(SSLServerSocket server, Path target) {
        this.server = server;
        this.target = target;
    }

    /**
     * Opens one on a free port.
     *
     * @param certificates ca.pem, which signs callers, and server.pem with server.key
     */
    public static TlsBridge open(Path certificates, Path target) throws IOException, GeneralSecurityException {
        TlsCertificates material = new TlsCertificates();
        material.trust(certificates.resolve("ca.pem"));
        material.present(certificates.resolve("server.pem"), certificates.resolve("server.key"));
        SSLContext context = material.context();
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        TlsBridge bridge = new TlsBridge(server, target);
        start(bridge::accept);
        return bridge;
    }

    /** As BUILDKIT_HOST has it. */
    public String host() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket caller = (SSLSocket) server.accept();
                start(() -> connect(caller));
            }
        } catch (IOException closed) {
            // The bridge is closed.
        }
    }

    private void connect(SSLSocket caller) {
        try {
            caller.startHandshake();
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(target));
            start(() -> answer(channel, caller));
            try (caller;
                    channel) {
                InputStream in = caller.getInputStream();
                byte[] buffer = new byte[64 << 10];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    ByteBuffer left = ByteBuffer.wrap(buffer, 0, n);
                    while (left.hasRemaining()) {
                        channel.write(left);
                    }
                }
            }
        } catch (IOException ended) {
            // The handshake failed, or one of the sides has gone.
        }
    }

    private static void answer(SocketChannel channel, SSLSocket caller) {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try (caller;
                channel) {
            OutputStream out = caller.getOutputStream();
            while (channel.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                out.flush();
                buffer.clear();
            }
        } catch (IOException ended) {
            // One of the sides has gone.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "TLS bridge");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
