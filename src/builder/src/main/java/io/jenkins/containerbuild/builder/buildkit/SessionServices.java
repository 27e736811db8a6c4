package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.engine.EngineCredentials;
import io.jenkins.containerbuild.fault.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The services that BuildKit calls over a session. Each has few messages, with two or three fields each. */
final class SessionServices {
    private static final String HEALTH = "grpc.health.v1.Health";
    private static final String FILE_SYNC = "moby.filesync.v1.FileSync";
    private static final String FILE_SEND = "moby.filesync.v1.FileSend";
    private static final String SECRETS = "moby.buildkit.secrets.v1.Secrets";
    private static final String AUTH = "moby.filesync.v1.Auth";

    private SessionServices() {}

    /** Always reports a healthy state. The engine ends a session whose health check gets no response. */
    static ServerServiceDefinition health() {
        return ServerServiceDefinition.builder(HEALTH)
                .addMethod(
                        Wire.method(MethodType.UNARY, HEALTH, "Check"),
                        new UnaryHandler(request -> Wire.message(out -> out.writeEnum(1, 1))))
                .build();
    }

    /**
     * @param secrets the secrets by id; a value is read only when the engine requests it, and sent only to the engine
     */
    static ServerServiceDefinition secrets(Map<String, SecretSource> secrets) {
        return ServerServiceDefinition.builder(SECRETS)
                .addMethod(Wire.method(MethodType.UNARY, SECRETS, "GetSecret"), new UnaryHandler(request -> {
                    String id = Wire.string(request, 1);
                    SecretSource source = secrets.get(id);
                    if (source == null) {
                        throw Status.NOT_FOUND
                                .withDescription("secret " + id + ": not found")
                                .asException();
                    }
                    byte[] value = value(source);
                    return Wire.message(out -> out.writeByteArray(1, value));
                }))
                .build();
    }

    private static byte[] value(SecretSource source) throws io.grpc.StatusException {
        try {
            return source.read();
        } catch (InputException e) {
            throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException();
        }
    }

    static ServerServiceDefinition credentials(EngineCredentials credentials) {
        return ServerServiceDefinition.builder(AUTH)
                .addMethod(Wire.method(MethodType.UNARY, AUTH, "Credentials"), new UnaryHandler(request -> {
                    EngineCredentials.Login login = credentials.forHost(Wire.string(request, 1));
                    return Wire.message(out -> {
                        out.writeString(1, login.user());
                        out.writeString(2, login.secret());
                    });
                }))
                .build();
    }

    static ServerServiceDefinition fileSync(SyncedFiles files) {
        return ServerServiceDefinition.builder(FILE_SYNC)
                .addMethod(Wire.method(MethodType.BIDI_STREAMING, FILE_SYNC, "DiffCopy"), (call, headers) -> {
                    MessageStream stream = MessageStream.of(call);
                    Thread sending = new Thread(
                            () -> files.send(directoryName(headers), wantedPaths(headers), stream),
                            "container-build sending files");
                    sending.setDaemon(true);
                    sending.start();
                    return stream.serving();
                })
                .build();
    }

    /** @param sink receives the archive if the exporter sends the image to this machine */
    static ServerServiceDefinition fileSend(OutputStream sink) {
        return ServerServiceDefinition.builder(FILE_SEND)
                .addMethod(Wire.method(MethodType.BIDI_STREAMING, FILE_SEND, "DiffCopy"), (call, headers) -> {
                    MessageStream stream = MessageStream.of(call);
                    Thread receiving = new Thread(() -> receive(stream, sink), "container-build receiving an image");
                    receiving.setDaemon(true);
                    receiving.start();
                    return stream.serving();
                })
                .build();
    }

    private static void receive(MessageStream stream, OutputStream sink) {
        try {
            for (byte[] message = stream.receive(); message != null; message = stream.receive()) {
                Wire.read(message, 1, in -> sink.write(in.readByteArray()));
            }
            stream.close(Status.OK);
        } catch (IOException e) {
            stream.close(Status.ABORTED.withDescription("the image cannot be stored: " + e.getMessage()));
        }
    }

    private static String directoryName(Metadata headers) {
        String name = headers.get(Metadata.Key.of("dir-name", Metadata.ASCII_STRING_MARSHALLER));
        return name == null ? "" : name;
    }

    private static List<String> wantedPaths(Metadata headers) {
        Iterable<String> paths = headers.getAll(Metadata.Key.of("followpaths", Metadata.ASCII_STRING_MARSHALLER));
        List<String> wanted = new ArrayList<>();
        if (paths != null) {
            paths.forEach(wanted::add);
        }
        return wanted;
    }

    /** Handles a call with one request message and one response message. */
    record UnaryHandler(Answer answer) implements io.grpc.ServerCallHandler<byte[], byte[]> {

        @FunctionalInterface
        interface Answer {
            byte[] to(byte[] request) throws IOException, io.grpc.StatusException;
        }

        @Override
        public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata headers) {
            call.request(2);
            return new ServerCall.Listener<>() {
                @Override
                public void onMessage(byte[] request) {
                    try {
                        byte[] response = answer.to(request);
                        call.sendHeaders(new Metadata());
                        call.sendMessage(response);
                        call.close(Status.OK, new Metadata());
                    } catch (io.grpc.StatusException e) {
                        call.close(e.getStatus(), new Metadata());
                    } catch (IOException e) {
                        call.close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()), new Metadata());
                    }
                }
            };
        }
    }
}
