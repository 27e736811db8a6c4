package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.base.BlobSource;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Serves the blobs of local OCI layouts to BuildKit, through the service
 * {@code containerd.services.content.v1.Content}.
 */
final class LayoutBlobs {
    /**
     * The name of the content store in image references. BuildKit sends the name with every request, but it is not
     * needed, because there is only one store.
     */
    static final String STORE = "layouts";

    private static final String SERVICE = "containerd.services.content.v1.Content";
    private static final int PIECE = 64 << 10;

    private final Map<String, Blob> blobs = new HashMap<>();

    private LayoutBlobs() {}

    static LayoutBlobs of(BuildPlan plan) {
        LayoutBlobs layouts = new LayoutBlobs();
        for (BaseImage image : plan.images().values()) {
            if (image.reference() == null) {
                layouts.add(image.descriptor(), image.layers());
                layouts.add(image.manifest().config(), image.layers());
                image.manifest().layers().forEach(layer -> layouts.add(layer, image.layers()));
            }
        }
        return layouts;
    }

    private void add(Descriptor descriptor, BlobSource source) {
        blobs.put(descriptor.digest().toString(), new Blob(descriptor, source));
    }

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(
                        Wire.method(MethodType.UNARY, SERVICE, "Info"),
                        new SessionServices.UnaryHandler(request -> info(Wire.string(request, 1))))
                .addMethod(Wire.method(MethodType.SERVER_STREAMING, SERVICE, "Read"), this::startReading)
                .build();
    }

    private byte[] info(String digest) throws IOException, io.grpc.StatusException {
        Blob blob = blobs.get(digest);
        if (blob == null) {
            throw notFound(digest).asException();
        }
        byte[] info = Wire.message(out -> {
            out.writeString(1, digest);
            out.writeInt64(2, blob.descriptor.size());
        });
        return Wire.message(out -> out.writeByteArray(1, info));
    }

    private static Status notFound(String digest) {
        return Status.NOT_FOUND.withDescription("content " + digest + ": not found");
    }

    private ServerCall.Listener<byte[]> startReading(ServerCall<byte[], byte[]> call, Metadata headers) {
        MessageStream stream = MessageStream.of(call);
        Thread thread = new Thread(() -> read(stream), "container-build sending a blob");
        thread.setDaemon(true);
        thread.start();
        return stream.serving();
    }

    private void read(MessageStream stream) {
        try {
            byte[] request = stream.receive();
            String digest = request == null ? "" : Wire.string(request, 1);
            Blob blob = blobs.get(digest);
            if (blob == null) {
                stream.close(notFound(digest));
                return;
            }
            blob.send(Wire.number(request, 2), Wire.number(request, 3), stream);
            stream.close(Status.OK);
        } catch (IOException | RuntimeException e) {
            stream.close(Status.ABORTED.withDescription(e.getMessage())); // otherwise BuildKit waits for the blob
        }
    }

    /**
     * A blob and its current read position. The stream stays open between requests, because BuildKit reads a blob in
     * consecutive chunks.
     */
    private static final class Blob {
        private final Descriptor descriptor;
        private final BlobSource source;
        private InputStream in;
        private long position;

        Blob(Descriptor descriptor, BlobSource source) {
            this.descriptor = descriptor;
            this.source = source;
        }

        /** @param size number of bytes to send, or 0 to send the rest of the blob */
        synchronized void send(long offset, long size, MessageStream stream) throws IOException {
            if (in == null || position != offset) {
                close();
                in = source.open(descriptor);
                in.skipNBytes(offset);
                position = offset;
            }
            long end = size == 0 ? descriptor.size() : Math.min(descriptor.size(), offset + size);
            while (position < end) {
                byte[] piece = in.readNBytes((int) Math.min(PIECE, end - position));
                if (piece.length == 0) {
                    throw new IOException("the blob " + descriptor.digest() + " is shorter than its descriptor says");
                }
                long at = position;
                position += piece.length;
                stream.send(Wire.message(out -> {
                    out.writeInt64(1, at);
                    out.writeByteArray(2, piece);
                }));
            }
            if (position == descriptor.size()) {
                close();
            }
        }

        private void close() throws IOException {
            if (in != null) {
                in.close();
                in = null;
            }
        }
    }
}
