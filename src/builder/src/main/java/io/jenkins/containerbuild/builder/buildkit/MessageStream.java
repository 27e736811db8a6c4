package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A bidirectional call that one thread reads from and several threads write to. Both directions have flow control: the
 * next message is requested only after the previous one was taken, and a message is sent only when the other side is
 * ready.
 */
final class MessageStream {
    private static final byte[] END = new byte[0];

    private final Call call;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private boolean over;

    /** The operations common to client calls and server calls. */
    private interface Call {
        boolean isReady();

        void request();

        void send(byte[] message);

        void close(Status status);
    }

    private MessageStream(Call call) {
        this.call = call;
    }

    /** Wraps a call made by the other side; {@link #serving} returns its listener. */
    static MessageStream of(ServerCall<byte[], byte[]> call) {
        MessageStream stream = new MessageStream(new Call() {
            @Override
            public boolean isReady() {
                return call.isReady();
            }

            @Override
            public void request() {
                call.request(1);
            }

            @Override
            public void send(byte[] message) {
                call.sendMessage(message);
            }

            @Override
            public void close(Status status) {
                call.close(status, new Metadata());
            }
        });
        call.sendHeaders(new Metadata());
        call.request(1);
        return stream;
    }

    /** Starts a call from this side. */
    static MessageStream start(ClientCall<byte[], byte[]> call, Metadata headers) {
        MessageStream stream = new MessageStream(new Call() {
            @Override
            public boolean isReady() {
                return call.isReady();
            }

            @Override
            public void request() {
                call.request(1);
            }

            @Override
            public void send(byte[] message) {
                call.sendMessage(message);
            }

            @Override
            public void close(Status status) {
                call.cancel("closed", null);
            }
        });
        call.start(stream.calling(), headers);
        call.request(1);
        return stream;
    }

    /** The next message, or null if the other side sends no more. */
    byte[] receive() throws InterruptedIOException {
        try {
            byte[] message = received.take();
            if (message == END) {
                received.add(END);
                return null;
            }
            call.request();
            return message;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    synchronized void send(byte[] message) throws IOException {
        while (!call.isReady() && !over) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
        if (over) {
            throw new IOException("BuildKit ended the transfer");
        }
        call.send(message);
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }

    synchronized void close(Status status) {
        if (!over) {
            call.close(status);
        }
    }

    private void take(byte[] message) {
        received.add(message.length == 0 ? message.clone() : message);
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized void end() {
        over = true;
        received.add(END);
        notifyAll();
    }

    ServerCall.Listener<byte[]> serving() {
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                take(message);
            }

            @Override
            public void onHalfClose() {
                received.add(END);
            }

            @Override
            public void onCancel() {
                end();
            }

            @Override
            public void onReady() {
                wake();
            }
        };
    }

    private ClientCall.Listener<byte[]> calling() {
        return new ClientCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                take(message);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                end();
            }

            @Override
            public void onReady() {
                wake();
            }
        };
    }
}
