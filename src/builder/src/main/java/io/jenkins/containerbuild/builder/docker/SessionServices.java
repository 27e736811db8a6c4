package io.jenkins.containerbuild.builder.docker;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.jenkins.containerbuild.fault.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The services that BuildKit calls at its client, each a few messages of two or three fields. */
final class SessionServices {
    static final String HEALTH = "grpc.health.v1.Health";
    static final String FILE_SYNC = "moby.filesync.v1.FileSync";
    static final String SECRETS = "moby.buildkit.secrets.v1.Secrets";
    static final String AUTH = "moby.filesync.v1.Auth";

    /** What is told to the engine in the header X-Docker-Expose-Session-Grpc-Method. */
    static final List<String> METHODS = List.of(
            "/" + HEALTH + "/Check",
            "/" + FILE_SYNC + "/DiffCopy",
            "/" + SECRETS + "/GetSecret",
            "/" + AUTH + "/Credentials");

    private SessionServices() {}

    /** Always well: the engine ends a session whose client does not answer. */
    static ServerServiceDefinition health() {
        return ServerServiceDefinition.builder(HEALTH)
                .addMethod(
                        Wire.method(MethodType.UNARY, HEALTH, "Check"),
                        new UnaryHandler(request -> writing(out -> out.writeEnum(1, 1))))
                .build();
    }

    /** @param secrets by id; a value goes to the engine that asks for it, and nowhere else */
    static ServerServiceDefinition secrets(Map<String, SecretSource> secrets) {
        return ServerServiceDefinition.builder(SECRETS)
                .addMethod(Wire.method(MethodType.UNARY, SECRETS, "GetSecret"), new UnaryHandler(request -> {
                    String id = stringField(request, 1);
                    SecretSource source = secrets.get(id);
                    if (source == null) {
                        throw Status.NOT_FOUND
                                .withDescription("secret " + id + ": not found")
                                .asException();
                    }
                    byte[] value = value(source);
                    return writing(out -> out.writeByteArray(1, value));
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
                    EngineCredentials.Login login = credentials.forHost(stringField(request, 1));
                    return writing(out -> {
                        out.writeString(1, login.user());
                        out.writeString(2, login.secret());
                    });
                }))
                .build();
    }

    static ServerServiceDefinition fileSync(SyncedFiles files) {
        return ServerServiceDefinition.builder(FILE_SYNC)
                .addMethod(Wire.method(MethodType.BIDI_STREAMING, FILE_SYNC, "DiffCopy"), (call, headers) -> {
                    PacketStream stream = new PacketStream(call);
                    Thread sending = new Thread(
                            () -> files.send(directoryName(headers), wantedPaths(headers), stream),
                            "container-build sending files");
                    sending.setDaemon(true);
                    sending.start();
                    return stream;
                })
                .build();
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

    private static String stringField(byte[] message, int number) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == number) {
                value = in.readString();
            } else {
                in.skipField(tag);
            }
        }
        return value;
    }

    private static byte[] writing(MessageWriter writer) throws IOException {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(buffer);
        writer.write(out);
        out.flush();
        return buffer.toByteArray();
    }

    @FunctionalInterface
    private interface MessageWriter {
        void write(CodedOutputStream out) throws IOException;
    }

    /** Answers one message with one. */
    private record UnaryHandler(Answer answer) implements io.grpc.ServerCallHandler<byte[], byte[]> {

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
