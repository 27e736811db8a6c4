package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.tar.TarMember;
import java.nio.ByteBuffer;

/** One entry of a layer while its {@link LayerListing} is made. */
final class ListingNode {
    /** The only extended attribute that engines keep for files in images (Docker Engine 26.1). */
    private static final String CAPABILITY = "security.capability";

    private static final int MAX_CAPABILITY = 255;

    byte type;
    int marks;
    int mode = 0755;
    long uid;
    long gid;
    long size;
    long mtimeNanos;
    String link = "";
    byte[] capability = {};

    /** Takes the capability of the member; values longer than the kernel's are ignored. */
    void takeCapability(TarMember member) {
        byte[] bytes = member.xattrs().getOrDefault(CAPABILITY, new byte[0]);
        capability = bytes.length > MAX_CAPABILITY ? new byte[0] : bytes;
    }

    /** Size of the row in bytes, without its path. */
    int length(byte[] linkBytes) {
        return LayerListing.FIXED + linkBytes.length + (capability.length == 0 ? 0 : 1 + capability.length);
    }

    /** Writes the row. */
    void put(ByteBuffer out, byte[] path, byte[] linkBytes) {
        int capable = capability.length == 0 ? 0 : LayerListing.CAPABLE;
        out.put(type).put((byte) (marks | capable)).putShort((short) mode);
        out.putInt((int) uid).putInt((int) gid);
        out.putLong(size).putLong(mtimeNanos);
        out.putShort((short) path.length).putShort((short) linkBytes.length);
        out.put(path).put(linkBytes);
        if (capable != 0) {
            out.put((byte) capability.length).put(capability);
        }
    }
}
