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
 * Two streams as a {@link Socket}, which is the type that gRPC and TLS accept: those of a channel, of TLS, of a process, or of a gRPC call.
 */
public final class StreamSocket extends Socket {
    private final InputStream in;
    private final OutputStream out;
    private final Closeable connection;
    private volatile boolean closed;

    /** @param connection is closed with the socket */
    public StreamSocket(InputStream in, OutputStream out, Closeable connection) {
        this.in = in;
        this.out = out;
        this.connection = connection;
    }

    /**
     * A channel. It hides that it is selectable, since the streams of a selectable channel share a lock, and a session reads while it
     * writes. An interrupt of the thread that does so closes the channel.
     */
    public static StreamSocket of(SocketChannel channel) {
        Unlocked unlocked = new Unlocked(channel);
        return new StreamSocket(Channels.newInputStream(unlocked), Channels.newOutputStream(unlocked), channel);
    }

    /** The same connection through streams that encrypt. Closing it does not wait for TLS to say goodbye. */
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
        // Set where the channel is opened.
    }

    @Override
    public void setSoTimeout(int millis) {
        // Requests have deadlines of their own.
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

    /** A channel without the lock. */
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
