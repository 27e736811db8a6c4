package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.jenkins.containerbuild.engine.EngineClient;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs one build in BuildKit: sends the request, and receives status messages until both calls have ended. */
final class SolveCall {
    /**
     * Time without messages after which BuildKit is checked for a hang, because a command may run for a long time
     * without output.
     */
    private static final long SILENCE_MILLIS = 10_000;
    /** How long to wait for remaining status messages after the result has arrived. */
    private static final long REST_MILLIS = 3_000;

    private final ControlClient client;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private ClientCall<byte[], byte[]> status;
    private boolean followed;
    private byte[] response;
    private Status failure;

    /** An event of a call: a received message, or the status with which the call ended. The other component is null. */
    private record Event(String call, byte[] message, Status end) {}

    SolveCall(ControlClient client) {
        this.client = client;
    }

    /** Thrown if BuildKit did not build the image. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Status status;

        FailedException(Status status) {
            super(status.getDescription(), status.getCause());
            this.status = status;
        }

        /** Whether the connection broke, as opposed to a failure of the build itself. */
        boolean isOfConnection() {
            return status.getCode() == Status.Code.UNAVAILABLE
                    && (status.getCause() instanceof IOException
                            || String.valueOf(status.getDescription()).startsWith("End of stream"));
        }

        /** Whether BuildKit accepts requests but does not respond. */
        boolean isOfHang() {
            return status.getCode() == Status.Code.DEADLINE_EXCEEDED;
        }
    }

    /**
     * Runs the build.
     *
     * @param ref the identifier of the build in the request
     * @param progress receives status messages in the calling thread
     * @return the attributes of the result
     * @throws CancellationException if the thread is interrupted; closing the client ends the build
     */
    Map<String, String> run(String ref, byte[] request, Consumer<SolveStatus> progress)
            throws IOException, FailedException {
        // Status is called first, because BuildKit discards the status of a build when the build ends. Status waits for
        // a build that has not started.
        status = client.status(Wire.message(out -> out.writeString(1, ref)), new Listener("Status"));
        ClientCall<byte[], byte[]> solve = client.solve(request, new Listener("Solve"));
        try {
            while (failure == null && response == null || !followed) {
                take(next(), progress);
            }
        } catch (InterruptedException e) {
            solve.cancel("interrupted", null);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        if (failure != null) {
            throw new FailedException(failure);
        }
        return attributes(response);
    }

    private Event next() throws InterruptedException {
        boolean ended = failure != null || response != null;
        Event event = events.poll(ended ? REST_MILLIS : SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (event == null && ended) {
            return new Event("Status", null, Status.OK);
        }
        if (event == null) {
            client.listWorkers(EngineClient.PATIENCE, new Listener("ListWorkers"));
            event = events.take();
        }
        return event;
    }

    private void take(Event event, Consumer<SolveStatus> progress) throws IOException {
        switch (event.call()) {
            case "Status" -> {
                followed = event.end() != null;
                if (!followed) {
                    progress.accept(SolveStatus.parse(event.message()));
                    status.request(1);
                }
            }
            case "Solve" -> {
                if (event.end() == null) {
                    response = event.message();
                } else if (response == null) {
                    failure = failureOf(event.end());
                    followed |= new FailedException(failure).isOfConnection();
                }
            }
            default -> {
                if (event.end() != null && event.end().getCode() == Status.Code.DEADLINE_EXCEEDED) {
                    failure = event.end();
                    followed = true;
                }
            }
        }
    }

    /** The status of a failed solve. A deadline inside the build, such as a registry's, does not mean that BuildKit hangs. */
    private static Status failureOf(Status end) {
        return switch (end.getCode()) {
            case OK -> Status.INTERNAL.withDescription("BuildKit ended the build without a result");
            case DEADLINE_EXCEEDED -> Status.UNKNOWN.withDescription(end.getDescription());
            default -> end;
        };
    }

    private static Map<String, String> attributes(byte[] response) throws IOException {
        Map<String, String> attributes = new LinkedHashMap<>();
        Wire.read(response, 1, in -> {
            byte[] entry = in.readByteArray();
            attributes.put(Wire.string(entry, 1), Wire.string(entry, 2));
        });
        return attributes;
    }

    private final class Listener extends ClientCall.Listener<byte[]> {
        private final String call;

        Listener(String call) {
            this.call = call;
        }

        @Override
        public void onMessage(byte[] message) {
            events.add(new Event(call, message, null));
        }

        @Override
        public void onClose(Status end, Metadata trailers) {
            events.add(new Event(call, null, end));
        }
    }
}
