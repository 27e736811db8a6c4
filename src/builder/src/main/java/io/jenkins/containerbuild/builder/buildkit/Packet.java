package io.jenkins.containerbuild.builder.buildkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A message of fsutil's file transfer (fsutil.types.Packet). The sender sends the metadata of each file, the receiver
 * requests files whose metadata differs from its own copy, and the sender sends their content.
 *
 * @param id index of the file in the order in which metadata was sent, starting at 0
 */
record Packet(Type type, int id, ByteString data) {

    /** The constants are in the order of their protocol numbers. */
    enum Type {
        STAT,
        REQ,
        DATA,
        FIN,
        ERR
    }

    static Packet parse(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        int type = 0;
        int id = 0;
        ByteString data = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag >>> 3) {
                case 1 -> type = in.readEnum();
                case 3 -> id = in.readUInt32();
                case 4 -> data = in.readBytes();
                default -> in.skipField(tag);
            }
        }
        if (type < 0 || type >= Type.values().length) {
            throw new IOException("the engine sent a packet of the unknown type " + type);
        }
        return new Packet(Type.values()[type], id, data);
    }

    /** A chunk of a file's content; an empty chunk marks the end of the file. */
    static byte[] data(int id, byte[] bytes, int length) throws IOException {
        return Wire.message(out -> {
            out.writeEnum(1, Type.DATA.ordinal());
            out.writeUInt32(3, id);
            if (length > 0) {
                out.writeByteArray(4, Arrays.copyOf(bytes, length));
            }
        });
    }

    static byte[] fin() throws IOException {
        return Wire.message(out -> out.writeEnum(1, Type.FIN.ordinal()));
    }

    /** The message that follows the metadata of the last file. */
    static byte[] endOfStats() {
        return new byte[0];
    }

    /** The metadata of a file. */
    static byte[] stat(OfferedFile file) throws IOException {
        byte[] stat = Wire.message(out -> {
            out.writeByteArray(1, file.pathBytes());
            out.writeUInt32(2, file.goMode());
            if (file.size() != 0) {
                out.writeInt64(5, file.size());
            }
            out.writeInt64(6, file.mtimeNanos());
            if (file.linkBytes().length > 0) {
                out.writeByteArray(7, file.linkBytes());
            }
        });
        return Wire.message(out -> out.writeByteArray(2, stat));
    }
}
