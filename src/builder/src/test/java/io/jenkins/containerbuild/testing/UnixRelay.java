package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A unix socket whose connections lead to another one, until they are cut or stall: an engine that dies or hangs. */
public final class UnixRelay implements AutoCloseable {
    private final Path socket;
    private final Path target;
    private final ServerSocketChannel server;
    private final List<Channel> open = new CopyOnWriteArrayList<>();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private final CountDownLatch stalling = new CountDownLatch(1);
    private final boolean upgrading;
    private volatile boolean stalled;

    private UnixRelay(Path socket, Path target, boolean upgrading) throws IOException {
        this.socket = socket;
        this.target = target;
        this.upgrading = upgrading;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        start(this::accept);
    }

    public static UnixRelay open(Path socket, Path target) throws IOException {
        return new UnixRelay(socket, target, false);
    }

    /** A socket on which the BuildKit of an engine answers as a {@code buildkitd} does. */
    public static UnixRelay toBuildKit(Path socket, Path engine) throws IOException {
        return new UnixRelay(socket, engine, true);
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    /** As DOCKER_HOST has it. */
    public String host() {
        return "unix://" + socket;
    }

    /** Closes all connections; new ones are refused. */
    public void cut() {
        close(server);
        open.forEach(UnixRelay::close);
    }

    /** Nothing is passed on any more; connections are accepted and stay silent. */
    public void stall() {
        stalled = true;
        stalling.countDown();
    }

    /** Whether it stalls in time. */
    public boolean awaitStall(long time, TimeUnit unit) throws InterruptedException {
        return stalling.await(time, unit);
    }

    /** The same, once so many bytes have been passed on. */
    public UnixRelay stallAfter(long bytes) {
        left.set(bytes);
        return this;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                SocketChannel engine = SocketChannel.open(StandardProtocolFamily.UNIX);
                engine.connect(UnixDomainSocketAddress.of(target));
                if (upgrading) {
                    upgrade(engine);
                }
                open.add(client);
                open.add(engine);
                start(() -> pass(client, engine));
                start(() -> pass(engine, client));
            }
        } catch (IOException closed) {
            // The relay is closed.
        }
    }

    private static void upgrade(SocketChannel engine) throws IOException {
        String request = "POST /grpc HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
        engine.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (!head.toString().endsWith("\r\n\r\n")) {
            one.clear();
            if (engine.read(one) < 0) {
                throw new IOException("the engine has no BuildKit: " + head);
            }
            head.append((char) one.get(0));
        }
    }

    private void pass(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                if (left.addAndGet(-buffer.remaining()) < 0) {
                    stall();
                }
                while (buffer.hasRemaining() && !stalled) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException closed) {
            // Both ends go.
        }
        if (!stalled) {
            close(from);
            close(to);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException closedAllTheSame) {
            // Nothing is left to lose.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        Files.deleteIfExists(socket);
    }
}
