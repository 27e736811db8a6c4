package io.jenkins.containerbuild.builder.buildkit;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Reads and writes protobuf messages. gRPC transfers them as bytes, and each service encodes its own messages. */
final class Wire {
    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private Wire() {}

    static MethodDescriptor<byte[], byte[]> method(MethodDescriptor.MethodType type, String service, String name) {
        return MethodDescriptor.newBuilder(BYTES, BYTES)
                .setType(type)
                .setFullMethodName(service + "/" + name)
                .build();
    }

    /** Writes the fields of a message. */
    @FunctionalInterface
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(buffer);
        fields.write(out);
        out.flush();
        return buffer.toByteArray();
    }

    /** Writes a field of the type {@code map<string, string>}. */
    static void writeMap(CodedOutputStream out, int number, Map<String, String> entries) throws IOException {
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            out.writeByteArray(number, message(inner -> {
                inner.writeString(1, entry.getKey());
                inner.writeString(2, entry.getValue());
            }));
        }
    }

    /** Reads one field of a message. */
    @FunctionalInterface
    interface Field {
        void read(CodedInputStream in) throws IOException;
    }

    /** Reads each occurrence of the field with this number, and skips the others. */
    static void read(byte[] message, int number, Field field) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag >>> 3 == number) {
                field.read(in);
            } else {
                in.skipField(tag);
            }
        }
    }

    /** Returns the text of a field, or "" if it is not set. */
    static String string(byte[] message, int number) throws IOException {
        String[] value = {""};
        read(message, number, in -> value[0] = in.readString());
        return value[0];
    }

    /** Returns the value of an integer field, or 0 if it is not set. */
    static long number(byte[] message, int number) throws IOException {
        long[] value = {0};
        read(message, number, in -> value[0] = in.readInt64());
        return value[0];
    }
}
