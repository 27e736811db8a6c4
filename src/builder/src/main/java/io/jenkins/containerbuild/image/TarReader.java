package io.jenkins.containerbuild.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads an uncompressed tar from front to back: ustar (POSIX.1-1988), pax (POSIX.1-2001), and GNU's long names and binary numbers. Names keep
 * their bytes, whatever they are, which the libraries at hand do not do. Sparse files are refused.
 */
public final class TarReader {
    public static final int BLOCK = 512;

    /** Names and extended headers of one member are never longer, bytes; what claims to be is no honest archive. */
    private static final long LONGEST_EXTENSION = 1 << 20;

    /** Bytes of a member; with more, places in the archive could not be counted. */
    private static final long LARGEST_MEMBER = 1L << 60;

    private static final String XATTR = "SCHILY.xattr.";

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private final Map<String, byte[]> global = new HashMap<>();
    private long position;
    private long end;
    /** Bytes of extended headers: of the member that is read, and of all that hold for the rest of the archive. */
    private long extended;

    private long globals;

    public TarReader(InputStream in) {
        this.in = in;
    }

    /** Whether these 512 bytes are a header of some tar. */
    public static boolean isHeader(byte[] block) {
        return block.length == BLOCK && !TarFields.isZero(block) && TarFields.hasRightChecksum(block);
    }

    /**
     * The next member, or null behind the last one. What was not read of the one before is skipped.
     *
     * @throws IOException where the tar is damaged, ends too early or holds a sparse file
     */
    public TarMember next() throws IOException {
        Map<String, byte[]> records = new HashMap<>(global);
        extended = 0;
        while (true) {
            skip(end - position);
            if (!readBlock()) {
                return null;
            }
            char type = (char) (block[156] & 0xFF);
            long size = TarFields.number(block, 124, 12);
            if (size < 0) {
                throw new IOException("a tar member of " + size + " bytes");
            }
            switch (type) {
                case 'x' -> PaxRecords.parse(extension(size), records);
                case 'g' -> {
                    PaxRecords.parse(extension(size), global);
                    globals += size;
                }
                case 'L' -> records.put("path", TarFields.untilZero(extension(size)));
                case 'K' -> records.put("linkpath", TarFields.untilZero(extension(size)));
                default -> {
                    return member(type, size, records);
                }
            }
        }
    }

    /** Reads a header; false at the end of the archive. */
    private boolean readBlock() throws IOException {
        int read = in.readNBytes(block, 0, BLOCK);
        position += read;
        end = position;
        if (read == 0 || (read == BLOCK && TarFields.isZero(block))) {
            return false;
        }
        if (read < BLOCK) {
            throw new EOFException("the tar ends in the middle of a header");
        }
        if (!TarFields.hasRightChecksum(block)) {
            throw new IOException("a damaged tar header at byte " + (position - BLOCK));
        }
        return true;
    }

    private byte[] extension(long size) throws IOException {
        if (size > LONGEST_EXTENSION || extended + size > LONGEST_EXTENSION || globals > LONGEST_EXTENSION) {
            throw new IOException("extended tar headers of " + Math.max(size, extended + size)
                    + " bytes and more; more than " + LONGEST_EXTENSION + " are not read");
        }
        extended += size;
        byte[] bytes = in.readNBytes((int) size);
        position += bytes.length;
        if (bytes.length < size) {
            throw new EOFException("the tar ends in the middle of an extended header");
        }
        end = position + padding(size);
        return bytes;
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private TarMember member(char type, long headerSize, Map<String, byte[]> extended) throws IOException {
        String path = PaxRecords.path(extended, "path", TarFields.name(block));
        if (type == 'S' || extended.containsKey("GNU.sparse.major") || extended.containsKey("GNU.sparse.size")) {
            throw new IOException("\"" + path + "\" is stored as a sparse file, which is not read;"
                    + " an archive made without --sparse would work");
        }
        char kind = kind(type, path);
        long size = PaxRecords.number(extended, "size", headerSize);
        if (size > LARGEST_MEMBER) {
            throw new IOException("a tar member of " + size + " bytes");
        }
        boolean hasContent = kind == TarMember.FILE || kind > TarMember.PIPE;
        end = position + (hasContent ? size + padding(size) : 0);
        return new TarMember(
                path,
                kind,
                (int) TarFields.number(block, 100, 8) & 07777,
                PaxRecords.number(extended, "uid", TarFields.number(block, 108, 8)),
                PaxRecords.number(extended, "gid", TarFields.number(block, 116, 8)),
                PaxRecords.nanos(extended, "mtime", TarFields.number(block, 136, 12)),
                PaxRecords.path(extended, "linkpath", TarFields.linkName(block)),
                kind == TarMember.FILE ? size : 0,
                position,
                (int) TarFields.number(block, 329, 8),
                (int) TarFields.number(block, 337, 8),
                xattrs(extended));
    }

    /** Tars from before POSIX write a directory as a file whose name ends with a slash; later ones have a type for it. */
    private static char kind(char type, String path) {
        if (type == 0) {
            return path.endsWith("/") ? TarMember.DIRECTORY : TarMember.FILE;
        }
        return type == '7' ? TarMember.FILE : type;
    }

    private static Map<String, byte[]> xattrs(Map<String, byte[]> extended) {
        Map<String, byte[]> result = null;
        for (Map.Entry<String, byte[]> record : extended.entrySet()) {
            if (record.getKey().startsWith(XATTR)) {
                result = result == null ? new HashMap<>() : result;
                result.put(record.getKey().substring(XATTR.length()), record.getValue());
            }
        }
        return result == null ? Map.of() : Map.copyOf(result);
    }

    /** Bytes of the current member, from where reading stopped; at most {@code length} of them, -1 behind its last one. */
    public int read(byte[] buffer, int offset, int length, TarMember current) throws IOException {
        long left = current.offset() + current.size() - position;
        if (left <= 0) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the tar ends in the middle of \"" + current.path() + "\"");
        }
        position += read;
        return read;
    }

    private void skip(long bytes) throws IOException {
        if (bytes > 0) {
            in.skipNBytes(bytes);
            position += bytes;
        }
    }
}
