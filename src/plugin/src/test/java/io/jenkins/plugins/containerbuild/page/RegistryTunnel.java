package io.jenkins.plugins.containerbuild.page;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A proxy that takes every host for one server of this machine, so that a registry has a name as registries have. */
final class RegistryTunnel implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;

    RegistryTunnel(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tunnel");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            passHead(client.getInputStream());
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            start(() -> copy(client, upstream));
            copy(upstream, client);
        } catch (IOException ended) {
            // By one of the two.
        }
    }

    private static void passHead(InputStream in) throws IOException {
        int next;
        for (int last = 0; (last = last << 8 | (next = in.read())) != 0x0d0a0d0a; ) {
            if (next < 0) {
                throw new IOException("cut");
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // The other direction ends, too.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
