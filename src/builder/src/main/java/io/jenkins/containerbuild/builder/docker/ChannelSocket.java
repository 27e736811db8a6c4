package io.jenkins.containerbuild.builder.docker;

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
 * A channel as a {@link Socket}, which is what gRPC's server and TLS take. It reads and writes the channel directly, because the streams that
 * {@link java.nio.channels.Channels} makes of one channel share a lock, and a session reads while it writes. An interrupt of the thread that
 * does so closes the channel.
 */
final class ChannelSocket extends Socket {
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    ChannelSocket(SocketChannel channel) {
        this.channel = channel;
        this.in = new In();
        this.out = new Out();
    }

    private ChannelSocket(SocketChannel channel, InputStream in, OutputStream out) {
        this.channel = channel;
        this.in = in;
        this.out = out;
    }

    /** The same connection, spoken to through streams that encrypt. Closing it waits for nobody: no farewell is said, as TLS would. */
    ChannelSocket with(InputStream decrypting, OutputStream encrypting) {
        return new ChannelSocket(channel, decrypting, encrypting);
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
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // A unix socket delays nothing, and of the others nobody waits for small pieces.
    }

    @Override
    public void setSoTimeout(int millis) {
        // The engine's health checks tell a dead session.
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

    private final class In extends InputStream {
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

    private final class Out extends OutputStream {
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
