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
     * A channel. It is read and written directly, because the streams of {@link java.nio.channels.Channels} share a lock, and a session
     * reads while it writes. An interrupt of the thread that does so closes the channel.
     */
    public static StreamSocket of(SocketChannel channel) {
        return new StreamSocket(new ChannelInput(channel), new ChannelOutput(channel), channel);
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

    private static final class ChannelInput extends InputStream {
        private final SocketChannel channel;

        ChannelInput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return length == 0 ? 0 : channel.read(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class ChannelOutput extends OutputStream {
        private final SocketChannel channel;

        ChannelOutput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
