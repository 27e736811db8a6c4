package io.jenkins.containerbuild.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that wants a password and takes every host for one server of this machine: it tunnels CONNECT and forwards plain http, one
 * request for each connection.
 */
final class PasswordProxy implements AutoCloseable {
    /** First lines of the requests that were let through. */
    final List<String> passed = new CopyOnWriteArrayList<>();

    /** First lines of the requests that were not. */
    final List<String> refused = new CopyOnWriteArrayList<>();

    private final ServerSocket server;
    private final int target;
    private final String authorization;

    PasswordProxy(int target, String userAndPassword) throws IOException {
        this.target = target;
        this.authorization = "Proxy-Authorization: " + HttpProxy.basic(userAndPassword);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "password proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            String head = head(client.getInputStream());
            String first = head.substring(0, head.indexOf('\r'));
            OutputStream out = client.getOutputStream();
            if (!head.contains("\r\n" + authorization + "\r\n")) {
                refused.add(first);
                out.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            passed.add(first);
            if (first.startsWith("CONNECT ")) {
                out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            } else {
                String direct = head.replaceFirst("http://[^/]*/", "/")
                        .replace(authorization + "\r\n", "")
                        .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
                upstream.getOutputStream().write(direct.getBytes(StandardCharsets.ISO_8859_1));
            }
            start(() -> copy(client, upstream));
            upstream.getInputStream().transferTo(out);
        } catch (IOException ended) {
            // By the client or by the test.
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

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("cut");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
