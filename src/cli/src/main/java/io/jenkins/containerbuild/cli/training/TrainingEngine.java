package io.jenkins.containerbuild.cli.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A container engine on a unix socket that knows one answer to each request of a build. On the session it asks once whether the other side is
 * well, which takes gRPC's server through its paces.
 */
final class TrainingEngine implements AutoCloseable {
    private static final String IMAGE = "sha256:" + "0".repeat(64);

    private final ServerSocketChannel server;
    private final CountDownLatch healthy = new CountDownLatch(1);

    TrainingEngine(Path socket) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "training engine");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The training is over.
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            String request = readHeader(connection);
            if (request.startsWith("POST /session")) {
                write(connection, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
                askForHealth(connection);
            } else if (request.startsWith("POST /build")) {
                healthy.await(10, TimeUnit.SECONDS);
                String trace = "{\"id\":\"moby.buildkit.trace\",\"aux\":\"\"}\n";
                String image = "{\"id\":\"moby.image.id\",\"aux\":{\"ID\":\"" + IMAGE + "\"}}\n";
                write(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                write(connection, chunk(trace) + chunk(image) + "0\r\n\r\n");
            } else {
                write(connection, "HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK");
            }
        } catch (IOException e) {
            // The other side has what it wants.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static String readHeader(SocketChannel connection) throws IOException {
        StringBuilder header = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (header.indexOf("\r\n\r\n") < 0 && connection.read(one) >= 0) {
            header.append((char) one.flip().get());
            one.clear();
        }
        return header.toString();
    }

    /** HTTP/2 (RFC 9113) as short as it can be: the preface, empty settings, one call, and whatever comes back. */
    private void askForHealth(SocketChannel connection) throws IOException {
        write(connection, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        write(connection, frame(4, 0, 0, new byte[0]));
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        headers.write(0x83);
        headers.write(0x86);
        header(headers, ":path", "/grpc.health.v1.Health/Check");
        header(headers, ":authority", "localhost");
        header(headers, "content-type", "application/grpc");
        header(headers, "te", "trailers");
        write(connection, frame(1, 4, 1, headers.toByteArray()));
        write(connection, frame(0, 1, 1, new byte[5]));
        ByteBuffer answer = ByteBuffer.allocate(4096);
        while (connection.read(answer.clear()) >= 0) {
            // The frame that ends the call has the status, and no other message is as long as to matter.
            if (new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1).indexOf(1, 3) >= 0) {
                healthy.countDown();
            }
        }
    }

    /** A field that is in no table (RFC 7541, 6.2.2). */
    private static void header(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        out.write(name.length());
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        out.write(value.length());
        out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static void write(SocketChannel connection, String text) throws IOException {
        write(connection, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void write(SocketChannel connection, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            connection.write(left);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
