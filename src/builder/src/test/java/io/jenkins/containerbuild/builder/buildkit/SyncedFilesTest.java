package io.jenkins.containerbuild.builder.buildkit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What an engine is told when a file cannot be sent to it. */
public class SyncedFilesTest {
    /** A call whose other side only listens. */
    private static final class Call extends ServerCall<byte[], byte[]> {
        private Status closed;

        @Override
        public void request(int messages) {
            // The test hands them over.
        }

        @Override
        public void sendHeaders(Metadata headers) {
            // Nobody reads them.
        }

        @Override
        public void sendMessage(byte[] message) {
            // Nobody reads it.
        }

        @Override
        public void close(Status status, Metadata trailers) {
            closed = status;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<byte[], byte[]> getMethodDescriptor() {
            throw new UnsupportedOperationException();
        }
    }

    @Test(timeout = 10_000)
    public void aFileThatChangedEndsTheCallAndTheBuild() throws IOException {
        InputException changed = new InputException("\"a\" changed while it was read");
        FileContent content = new FileContent() {
            @Override
            public InputStream open() {
                throw changed;
            }

            @Override
            public String identity() {
                return "";
            }
        };
        OfferedFile file = new OfferedFile(new byte[] {'a'}, 0644, 1, 0, new byte[0], content);
        SyncedFiles files = new SyncedFiles(Map.of(SyncedFiles.DOCKERFILE, new SyncedFiles.Offer(List.of(file), null)));
        files.checkSent();
        Call call = new Call();
        MessageStream stream = MessageStream.of(call);
        stream.serving().onMessage(requestOfTheFirstFile());
        files.send(SyncedFiles.DOCKERFILE, List.of(), stream);
        assertEquals(Status.Code.ABORTED, call.closed.getCode());
        assertEquals(changed.getMessage(), call.closed.getDescription());
        assertSame(changed, assertThrows(InputException.class, files::checkSent));
    }

    private static byte[] requestOfTheFirstFile() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeEnum(1, Packet.Type.REQ.ordinal());
        out.flush();
        return bytes.toByteArray();
    }
}
