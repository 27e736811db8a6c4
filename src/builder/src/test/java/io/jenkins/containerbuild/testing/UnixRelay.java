package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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
    private volatile boolean stalled;

    private UnixRelay(Path socket, Path target) throws IOException {
        this.socket = socket;
        this.target = target;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        start(this::accept);
    }

    public static UnixRelay open(Path socket, Path target) throws IOException {
        return new UnixRelay(socket, target);
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
                open.add(client);
                open.add(engine);
                start(() -> pass(client, engine));
                start(() -> pass(engine, client));
            }
        } catch (IOException closed) {
            // The relay is closed.
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
