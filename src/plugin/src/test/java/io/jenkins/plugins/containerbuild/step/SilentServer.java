package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that does not respond to requests for a file until released, and that records closed connections. */
final class SilentServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile String answer;

    SilentServer() throws IOException {
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "silent server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                start(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket socket = accepted) {
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return;
                }
                request.append((char) next);
            }
            events.add("asked");
            String content = answer;
            if (content != null) {
                String head =
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + content.length() + "\r\n\r\n";
                socket.getOutputStream().write((head + content).getBytes(StandardCharsets.US_ASCII));
                return;
            }
            while (socket.getInputStream().read() >= 0) {
                // Nothing more is expected of who waits.
            }
        } catch (IOException e) {
            // A reset is a hang-up, too.
        }
        if (answer == null || !events.contains("hung up")) {
            events.add("hung up");
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Responds to requests from now on. */
    void answer(String content) {
        answer = content;
    }

    /** {@code asked} and {@code hung up}, in their order; answered requests do not hang up. */
    List<String> events() {
        return events;
    }

    void awaitRequest(int seconds) throws InterruptedException {
        await("asked", seconds);
    }

    void awaitHangUp(int seconds) throws InterruptedException {
        await("hung up", seconds);
    }

    private void await(String event, int seconds) throws InterruptedException {
        for (int i = 0; i < seconds * 50 && !events.contains(event); i++) {
            Thread.sleep(20);
        }
        assertTrue(event + " within " + seconds + " s: " + events, events.contains(event));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
