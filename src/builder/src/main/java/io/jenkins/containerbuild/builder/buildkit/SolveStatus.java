package io.jenkins.containerbuild.builder.buildkit;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A status message of a running build (moby.buildkit.v1.StatusResponse): the state of vertices, which are build steps,
 * their output, and data transfers.
 */
record SolveStatus(List<Vertex> vertices, List<Log> logs, List<Transfer> transfers) {

    /**
     * A build step.
     *
     * @param name as BuildKit writes it, such as {@code [build 2/5] RUN make}
     * @param startedNanos start time in nanoseconds since the epoch, or 0 if it has not started
     * @param completedNanos end time in nanoseconds since the epoch, or 0 if it is still running
     * @param error why it failed, or ""
     */
    record Vertex(String digest, String name, boolean cached, long startedNanos, long completedNanos, String error) {}

    /**
     * Output of the command of a step.
     *
     * @param vertex digest of the step
     */
    record Log(String vertex, ByteString bytes) {}

    /** Progress of a data transfer in a step, in bytes; {@code total} is 0 if unknown. */
    record Transfer(String vertex, String name, long current, long total) {}

    static SolveStatus parse(byte[] bytes) throws IOException {
        SolveStatus status = new SolveStatus(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Wire.read(bytes, 1, in -> status.vertices.add(vertex(in.readByteArray())));
        Wire.read(bytes, 2, in -> status.transfers.add(transfer(in.readByteArray())));
        Wire.read(bytes, 3, in -> status.logs.add(log(in.readByteArray())));
        return status;
    }

    private static Vertex vertex(byte[] message) throws IOException {
        boolean[] cached = {false};
        Wire.read(message, 4, in -> cached[0] = in.readBool());
        return new Vertex(
                Wire.string(message, 1),
                Wire.string(message, 3),
                cached[0],
                timestamp(message, 5),
                timestamp(message, 6),
                Wire.string(message, 7));
    }

    private static Transfer transfer(byte[] message) throws IOException {
        return new Transfer(
                Wire.string(message, 2), Wire.string(message, 1), Wire.number(message, 4), Wire.number(message, 5));
    }

    private static Log log(byte[] message) throws IOException {
        ByteString[] output = {ByteString.EMPTY};
        Wire.read(message, 4, in -> output[0] = in.readBytes());
        return new Log(Wire.string(message, 1), output[0]);
    }

    private static long timestamp(byte[] message, int number) throws IOException {
        long[] nanos = {0};
        Wire.read(message, number, in -> {
            byte[] timestamp = in.readByteArray();
            nanos[0] = Wire.number(timestamp, 1) * 1_000_000_000 + Wire.number(timestamp, 2);
        });
        return nanos[0];
    }
}
