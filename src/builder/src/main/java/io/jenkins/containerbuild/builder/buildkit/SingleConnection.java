package io.jenkins.containerbuild.builder.buildkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;

/** Lets a gRPC server serve one existing connection as if a client had connected. No port is opened. */
final class SingleConnection extends ServerSocketFactory {
    private final Socket connection;

    SingleConnection(Socket connection) {
        this.connection = connection;
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new Once();
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return new Once();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return new Once();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return new Once();
    }

    private final class Once extends ServerSocket {
        private final CountDownLatch closed = new CountDownLatch(1);
        private boolean given;

        Once() throws IOException {
            // Leaves the socket unbound, so that no port is opened.
        }

        @Override
        public void bind(SocketAddress endpoint, int backlog) {
            // Not needed: the connection already exists.
        }

        @Override
        public Socket accept() throws IOException {
            synchronized (this) {
                if (!given) {
                    given = true;
                    return connection;
                }
            }
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("there is one connection only");
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            super.close();
        }
    }
}
