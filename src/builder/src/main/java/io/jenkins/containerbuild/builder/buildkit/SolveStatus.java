package io.jenkins.containerbuild.builder.buildkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What BuildKit says while it solves (moby.buildkit.v1.StatusResponse): vertices, which are steps, with their state and their output. */
record SolveStatus(List<Vertex> vertices, List<Log> logs, List<Transfer> transfers) {

    /**
     * A step.
     *
     * @param name as BuildKit writes it, such as {@code [build 2/5] RUN make}
     * @param startedNanos since 1970, or 0 where it has not started
     * @param completedNanos since 1970, or 0 where it goes on
     * @param error why it failed, or ""
     */
    record Vertex(String digest, String name, boolean cached, long startedNanos, long completedNanos, String error) {}

    /** Output of a step's command. */
    record Log(String vertex, ByteString bytes) {}

    /** How far something that a step moves has come, in bytes; 0 as total where nobody knows. */
    record Transfer(String vertex, String name, long current, long total) {}

    static SolveStatus parse(byte[] bytes) throws IOException {
        SolveStatus status = new SolveStatus(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> status.vertices.add(vertex(in.readBytes().newCodedInput()));
                case 2 -> status.transfers.add(transfer(in.readBytes().newCodedInput()));
                case 3 -> status.logs.add(log(in.readBytes().newCodedInput()));
                default -> in.skipField(tag);
            }
        }
        return status;
    }

    private static Vertex vertex(CodedInputStream in) throws IOException {
        String digest = "";
        String name = "";
        boolean cached = false;
        long started = 0;
        long completed = 0;
        String error = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> digest = in.readString();
                case 3 -> name = in.readString();
                case 4 -> cached = in.readBool();
                case 5 -> started = timestamp(in.readBytes().newCodedInput());
                case 6 -> completed = timestamp(in.readBytes().newCodedInput());
                case 7 -> error = in.readString();
                default -> in.skipField(tag);
            }
        }
        return new Vertex(digest, name, cached, started, completed, error);
    }

    private static Transfer transfer(CodedInputStream in) throws IOException {
        String id = "";
        String vertex = "";
        long current = 0;
        long total = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> id = in.readString();
                case 2 -> vertex = in.readString();
                case 4 -> current = in.readInt64();
                case 5 -> total = in.readInt64();
                default -> in.skipField(tag);
            }
        }
        return new Transfer(vertex, id, current, total);
    }

    private static Log log(CodedInputStream in) throws IOException {
        String vertex = "";
        ByteString bytes = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> vertex = in.readString();
                case 4 -> bytes = in.readBytes();
                default -> in.skipField(tag);
            }
        }
        return new Log(vertex, bytes);
    }

    private static long timestamp(CodedInputStream in) throws IOException {
        long seconds = 0;
        long nanos = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> seconds = in.readInt64();
                case 2 -> nanos = in.readInt32();
                default -> in.skipField(tag);
            }
        }
        return seconds * 1_000_000_000 + nanos;
    }
}
