package io.jenkins.containerbuild.builder.buildkit;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends files with fsutil's protocol: first the metadata of all files, then the content of each requested file. The
 * engine keeps the files of the last transfer under the same shared key, and requests only files whose size, mode or
 * modification time differs.
 */
final class FileSender {
    private static final int PIECE = 32 * 1024;

    private final MessageStream stream;
    private final List<OfferedFile> files;
    private final AtomicLong sent;

    /** @param sent is increased by the number of content bytes sent */
    FileSender(MessageStream stream, List<OfferedFile> files, AtomicLong sent) {
        this.stream = stream;
        this.files = files;
        this.sent = sent;
    }

    /** Sends files until the engine has received all files that it requested. */
    void run() throws IOException {
        Thread stating = new Thread(this::state, "container-build stating files");
        stating.setDaemon(true);
        stating.start();
        for (byte[] bytes = stream.receive(); bytes != null; bytes = stream.receive()) {
            Packet packet = Packet.parse(bytes);
            switch (packet.type()) {
                case REQ -> send(packet.id());
                case FIN -> {
                    stream.send(Packet.fin());
                    return;
                }
                case ERR ->
                    throw new IOException("the engine could not take the files: "
                            + packet.data().toStringUtf8());
                default -> throw new IOException("the engine sent an unexpected packet: " + packet.type());
            }
        }
        throw new IOException("the engine ended the transfer early");
    }

    /**
     * Sends the metadata. Runs in a separate thread, because the engine requests files before it has received all
     * metadata.
     */
    private void state() {
        try {
            for (OfferedFile file : files) {
                stream.send(Packet.stat(file));
            }
            stream.send(Packet.endOfStats());
        } catch (IOException theReaderSeesItToo) {
            // The call was cancelled, so run() receives no more messages and reports the failure.
        }
    }

    private void send(int id) throws IOException {
        if (id < 0 || id >= files.size() || !files.get(id).hasData()) {
            throw new IOException("the engine requested a file that was not offered: number " + id);
        }
        byte[] piece = new byte[PIECE];
        try (InputStream in = files.get(id).content().open()) {
            for (int length = in.readNBytes(piece, 0, PIECE); length > 0; length = in.readNBytes(piece, 0, PIECE)) {
                stream.send(Packet.data(id, piece, length));
                sent.addAndGet(length);
            }
        }
        stream.send(Packet.data(id, piece, 0));
    }
}
