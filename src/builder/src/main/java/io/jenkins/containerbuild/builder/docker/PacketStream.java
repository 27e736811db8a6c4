package io.jenkins.containerbuild.builder.docker;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A bidirectional call that one thread reads and several write, each waiting until the other side takes more, so that nothing piles up. */
final class PacketStream extends ServerCall.Listener<byte[]> {
    private static final byte[] END = new byte[0];

    private final ServerCall<byte[], byte[]> call;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private boolean cancelled;

    PacketStream(ServerCall<byte[], byte[]> call) {
        this.call = call;
        call.sendHeaders(new Metadata());
        call.request(1);
    }

    /** The next packet, or null where the other side sends no more. */
    byte[] receive() throws InterruptedIOException {
        try {
            byte[] packet = received.take();
            return packet == END ? null : packet;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    synchronized void send(byte[] packet) throws InterruptedIOException {
        while (!call.isReady() && !cancelled) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
        if (cancelled) {
            throw new InterruptedIOException("the engine gave up the transfer");
        }
        call.sendMessage(packet);
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }

    synchronized void close(Status status) {
        if (!cancelled) {
            call.close(status, new Metadata());
        }
    }

    @Override
    public void onMessage(byte[] message) {
        // An empty packet is a STAT without a file; it never comes from an engine, so END cannot be mistaken.
        received.add(message);
        call.request(1);
    }

    @Override
    public void onHalfClose() {
        received.add(END);
    }

    @Override
    public synchronized void onCancel() {
        cancelled = true;
        received.add(END);
        notifyAll();
    }

    @Override
    public synchronized void onReady() {
        notifyAll();
    }
}
