package io.jenkins.containerbuild.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that sends some bytes and then a zero now and then, until the client closes the connection. */
final class DrippingServer implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final byte[] start;

    DrippingServer(byte[] start) throws IOException {
        this.start = start;
        startThread(this::accept);
    }

    private static void startThread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                startThread(() -> drip(client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void drip(Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            out.write(start);
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                out.write(0);
            }
        } catch (IOException | InterruptedException e) {
            // The client has closed the connection.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
