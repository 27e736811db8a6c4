package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.jenkins.containerbuild.engine.StreamSocket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.SocketFactory;

/**
 * BuildKit's API ({@code moby.buildkit.v1.Control}) on one connection. Closing it ends every call and the connection.
 */
final class ControlClient implements AutoCloseable {
    private static final String SERVICE = "moby.buildkit.v1.Control";
    /** Maximum size of a message in bytes; log messages have only a few kilobytes. */
    private static final int MAX_MESSAGE = 16 << 20;
    /** Maximum size in bytes of the status of a failed call, which repeats the Dockerfile. */
    private static final int MAX_METADATA = 16 << 20;

    private static final int PIECE = 32 << 10;

    /**
     * gRPC's own log is disabled, because exceptions already report broken connections. Kept in a field, because a
     * logger without a reference loses its level.
     */
    private static final Logger SILENCED = Logger.getLogger("io.grpc");

    static {
        SILENCED.setLevel(Level.OFF);
    }

    private final Socket connection;
    private final ManagedChannel channel;

    /** @param connection a connection on which BuildKit expects HTTP/2 without additional TLS; the client closes it */
    ControlClient(Socket connection) {
        this.connection = connection;
        // The address is not used, because the connection is already open.
        this.channel = OkHttpChannelBuilder.forAddress("127.0.0.1", 1)
                .socketFactory(new GivenConnection(connection))
                .usePlaintext()
                .proxyDetector(address -> null)
                .disableServiceConfigLookUp()
                .disableRetry()
                .maxInboundMessageSize(MAX_MESSAGE)
                .maxInboundMetadataSize(MAX_METADATA)
                .build();
    }

    /** Starts a build; the listener receives one message with the result. */
    ClientCall<byte[], byte[]> solve(byte[] request, ClientCall.Listener<byte[]> listener) {
        return send(MethodType.UNARY, "Solve", CallOptions.DEFAULT, request, listener);
    }

    /**
     * Requests the status messages of a build, which may start later. The listener receives one message at a time and
     * must request the next one.
     */
    ClientCall<byte[], byte[]> status(byte[] request, ClientCall.Listener<byte[]> listener) {
        return send(MethodType.SERVER_STREAMING, "Status", CallOptions.DEFAULT, request, listener);
    }

    /**
     * Sends a request that causes no build work; the listener receives one message, or the status DEADLINE_EXCEEDED.
     */
    void listWorkers(Duration patience, ClientCall.Listener<byte[]> listener) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
        send(MethodType.UNARY, "ListWorkers", options, new byte[0], listener);
    }

    private ClientCall<byte[], byte[]> send(
            MethodType type, String method, CallOptions options, byte[] request, ClientCall.Listener<byte[]> listener) {
        ClientCall<byte[], byte[]> call = channel.newCall(Wire.method(type, SERVICE, method), options);
        call.start(listener, new Metadata());
        call.sendMessage(request);
        call.halfClose();
        call.request(1);
        return call;
    }

    /** Opens a connection inside this one, on which BuildKit is the client. */
    Socket session(Map<String, List<String>> headers) {
        Metadata metadata = new Metadata();
        headers.forEach((name, values) ->
                values.forEach(value -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value)));
        ClientCall<byte[], byte[]> call =
                channel.newCall(Wire.method(MethodType.BIDI_STREAMING, SERVICE, "Session"), CallOptions.DEFAULT);
        MessageStream stream = MessageStream.start(call, metadata);
        return new StreamSocket(new Unwrapping(stream), new Wrapping(stream), () -> stream.close(Status.CANCELLED));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            connection.close();
        } catch (IOException closedAnyway) {
            // The connection is no longer needed.
        }
    }

    /** Reads the bytes from messages of the type BytesMessage. */
    private static final class Unwrapping extends InputStream {
        private final MessageStream stream;
        private InputStream message = InputStream.nullInputStream();

        Unwrapping(MessageStream stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = message.read(bytes, offset, length);
            while (count < 0) {
                byte[] next = stream.receive();
                if (next == null) {
                    return -1;
                }
                Wire.read(next, 1, in -> message = new ByteArrayInputStream(in.readByteArray()));
                count = message.read(bytes, offset, length);
            }
            return count;
        }
    }

    /** Sends bytes as messages of the type BytesMessage. */
    private static final class Wrapping extends OutputStream {
        private final MessageStream stream;

        Wrapping(MessageStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = 0; at < length; at += PIECE) {
                byte[] piece = java.util.Arrays.copyOfRange(bytes, offset + at, offset + Math.min(length, at + PIECE));
                stream.send(Wire.message(out -> out.writeByteArray(1, piece)));
            }
        }
    }

    /**
     * Gives the existing connection to a gRPC channel. If the connection breaks, the channel cannot open another one.
     */
    private static final class GivenConnection extends SocketFactory {
        private Socket connection;

        GivenConnection(Socket connection) {
            this.connection = connection;
        }

        private synchronized Socket take() throws IOException {
            Socket taken = connection;
            connection = null;
            if (taken == null) {
                throw new IOException("the connection is closed");
            }
            return taken;
        }

        @Override
        public Socket createSocket() throws IOException {
            return take();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return take();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return take();
        }

        @Override
        public Socket createSocket(InetAddress address, int port) throws IOException {
            return take();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
            return take();
        }
    }
}
