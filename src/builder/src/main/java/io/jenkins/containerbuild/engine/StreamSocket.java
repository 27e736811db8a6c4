package io.jenkins.containerbuild.engine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/**
 * A {@link Socket} over two streams, because gRPC and TLS accept only sockets. The streams may come from a channel,
 * from TLS, from a process or from a gRPC call.
 */
public final class StreamSocket extends Socket {
    private final InputStream in;
    private final OutputStream out;
    private final Closeable connection;
    private volatile boolean closed;

    /** @param connection the underlying connection, which is closed together with the socket */
    public StreamSocket(InputStream in, OutputStream out, Closeable connection) {
        this.in = in;
        this.out = out;
        this.connection = connection;
    }

    /**
     * Wraps a channel so that one thread can read while another writes. The streams of a selectable channel would share
     * a lock; the wrapper hides that the channel is selectable. An interrupt of a reading or writing thread closes the
     * channel.
     */
    public static StreamSocket of(SocketChannel channel) {
        Unlocked unlocked = new Unlocked(channel);
        return new StreamSocket(Channels.newInputStream(unlocked), Channels.newOutputStream(unlocked), channel);
    }

    /**
     * Returns a socket that uses encrypting streams over the same connection. Its {@code close()} does not wait for the
     * closing handshake of TLS.
     */
    StreamSocket with(InputStream decrypting, OutputStream encrypting) {
        return new StreamSocket(decrypting, encrypting, connection);
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        connection.close();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // The option is set when the channel is opened.
    }

    @Override
    public void setSoTimeout(int millis) {
        // Not needed: requests have their own deadlines.
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return getRemoteSocketAddress();
    }

    /** A channel that is not selectable, so that its streams do not share a lock. */
    private record Unlocked(SocketChannel channel) implements ByteChannel {
        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return channel.read(bytes);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return channel.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
