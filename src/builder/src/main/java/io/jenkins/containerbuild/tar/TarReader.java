package io.jenkins.containerbuild.tar;

import io.jenkins.containerbuild.fault.Interruption;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileNode.Device;
import io.jenkins.containerbuild.file.FileNode.Kind;
import io.jenkins.containerbuild.file.PathBytes;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.image.BulkInputStream;
import io.jenkins.containerbuild.image.LimitException;
import io.jenkins.containerbuild.tar.TarSection.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads an uncompressed tar sequentially: ustar (POSIX.1-1988), pax (POSIX.1-2001) with GNU tar's sparse files, and
 * GNU's long names and binary numbers. Unlike other Java libraries, this reader preserves names that are not valid
 * UTF-8. Like Docker Engine, it ignores global extended headers and rejects sparse files in GNU tar's old format.
 *
 * <p>Paths and link targets are checked by {@link PathLimits#check}. Reading fails with a {@link
 * java.util.concurrent.CancellationException} if the thread is interrupted.
 */
public final class TarReader {
    public static final int BLOCK = 512;

    /** Maximum size in bytes of the names and extended headers of a member; Go's reader has the same limit. */
    private static final long LONGEST_EXTENSION = 1 << 20;

    /** Maximum size of a member in bytes; offsets in an archive with a larger member might overflow. */
    private static final long LARGEST_MEMBER = 1L << 60;

    /**
     * Total size in bytes to which the sparse files of an archive may expand, unless {@link #SPARSE_RATIO} times the
     * number of bytes read so far is larger. A total above this limit is treated as an attack.
     */
    private static final long SPARSE_ALWAYS = 1L << 30;

    private static final long SPARSE_RATIO = 200;

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private long position;
    private long end;
    private long contentEnd;
    /** Size in bytes of the extended headers of the current member. */
    private long extended;

    private long sparse;
    private char typeFlag;
    private String path;
    private TarSection section;
    /** The expanded content of the current member if the member is sparse; null until the first byte is read. */
    private InputStream expanding;

    public TarReader(InputStream in) {
        this.in = in;
    }

    /** Whether this block of 512 bytes is a tar header. */
    public static boolean isHeader(byte[] block) {
        return block.length == BLOCK && !TarFields.isZero(block) && TarFields.hasRightChecksum(block);
    }

    /**
     * Reads the next member; returns null at the end of the archive. The unread rest of the previous member is skipped.
     * The node has no content: read the bytes with {@link #read}, or later from the {@link #section}.
     *
     * @throws IOException if the tar is damaged or ends too early
     * @throws LimitException if the tar exceeds a limit or contains a sparse file in GNU tar's old format
     */
    public FileNode next() throws IOException {
        PaxRecords records = new PaxRecords();
        extended = 0;
        while (true) {
            skip(end - position);
            if (!readBlock()) {
                return null;
            }
            char type = (char) (block[156] & 0xFF);
            long size = TarFields.number(block, 124, 12);
            if (size < 0) {
                throw new IOException("a tar member has an invalid size: " + size + " bytes");
            }
            switch (type) {
                case 'x' -> records.parse(extension(size));
                case 'g' -> {
                    // A global header must be well-formed but is otherwise ignored.
                    new PaxRecords().parse(extension(size));
                    extended -= size;
                }
                case 'L' -> records.put(PaxRecords.PATH, TarFields.untilZero(extension(size)));
                case 'K' -> records.put(PaxRecords.LINK, TarFields.untilZero(extension(size)));
                default -> {
                    return member(type, size, records);
                }
            }
        }
    }

    /** Reads a header; returns false at the end of the archive. */
    private boolean readBlock() throws IOException {
        Interruption.check();
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
            throw new IOException("the tar header at byte " + (position - BLOCK) + " is damaged");
        }
        return true;
    }

    private byte[] extension(long size) throws IOException {
        if (size > LONGEST_EXTENSION || extended + size > LONGEST_EXTENSION) {
            throw new LimitException("a member has extended tar headers of more than " + LONGEST_EXTENSION + " bytes");
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

    private FileNode member(char type, long headerSize, PaxRecords records) throws IOException {
        String path = records.path(PaxRecords.PATH, TarFields.name(block));
        if (type == 'S') {
            throw new LimitException(
                    "\"" + path + "\" is a sparse file in GNU tar's old format, which engines do not support;"
                            + " create the archive with --format=posix or without --sparse");
        }
        typeFlag = knownFlag(type, path);
        Kind kind = Kind.of(typeFlag);
        long stored = records.number("size", headerSize);
        if (stored > LARGEST_MEMBER) {
            throw new IOException("a tar member has an invalid size: " + stored + " bytes");
        }
        boolean hasContent = kind == Kind.FILE || typeFlag > Kind.PIPE.typeFlag();
        contentEnd = position + (hasContent ? stored : 0);
        end = contentEnd + (hasContent ? padding(stored) : 0);
        boolean sparseFile = kind == Kind.FILE && (SparseMap.isInContent(records) || SparseMap.isInHeader(records));
        return sparseFile
                ? sparse(path, stored, records)
                : member(path, kind, kind == Kind.FILE ? stored : 0, null, records);
    }

    /**
     * Returns the type flag of a member. Tars from before POSIX store a directory as a file whose name ends with a
     * slash; later tars have a type flag for directories.
     */
    private static char knownFlag(char type, String path) {
        if (type == 0) {
            return (path.endsWith("/") ? Kind.DIRECTORY : Kind.FILE).typeFlag();
        }
        return type == '7' ? Kind.FILE.typeFlag() : type;
    }

    private FileNode sparse(String path, long stored, PaxRecords records) throws IOException {
        byte[] header = block.clone();
        long size = SparseMap.size(records);
        sparse = Math.min(LARGEST_MEMBER, sparse + size);
        if (sparse > Math.max(SPARSE_ALWAYS, SPARSE_RATIO * position)) {
            throw new LimitException("\"" + path + "\" is a sparse file that expands to " + size
                    + " bytes, which is too large for this archive and may be an attack");
        }
        List<Extent> extents = SparseMap.isInContent(records) ? mapInContent(size) : SparseMap.ofHeader(records, size);
        System.arraycopy(header, 0, block, 0, BLOCK);
        String name = records.path("GNU.sparse.name", PathBytes.encode(path));
        FileNode member = member(name, Kind.FILE, size, extents, records);
        if (section.storedSize() != contentEnd - position) {
            throw new IOException("the map of the sparse file \"" + path + "\" does not fit its content");
        }
        return member;
    }

    private List<Extent> mapInContent(long size) throws IOException {
        SparseMap.Lines lines = new SparseMap.Lines();
        boolean whole = false;
        while (!whole) {
            if (position + BLOCK > contentEnd) {
                throw new EOFException("the map of a sparse file ends too early");
            }
            if (in.readNBytes(block, 0, BLOCK) < BLOCK) {
                throw new EOFException("the tar ends in the middle of the map of a sparse file");
            }
            position += BLOCK;
            whole = lines.add(block);
        }
        return lines.extents(size);
    }

    private FileNode member(String path, Kind kind, long size, List<Extent> extents, PaxRecords records)
            throws IOException {
        String link = "";
        PathLimits.check(path);
        if (kind == Kind.SYMLINK || kind == Kind.HARD_LINK) {
            link = records.path(PaxRecords.LINK, TarFields.linkName(block));
            PathLimits.checkTarget(link);
        }
        this.path = path;
        section = new TarSection(position, size, extents);
        expanding = null;
        Device device = new Device((int) TarFields.number(block, 329, 8), (int) TarFields.number(block, 337, 8));
        return new FileNode(
                path,
                kind,
                (int) TarFields.number(block, 100, 8) & 07777,
                owner("uid", 108, records),
                owner("gid", 116, records),
                records.mtimeNanos(TarFields.number(block, 136, 12)),
                size,
                link,
                kind.isDevice() ? device : Device.NONE,
                records.xattrs(),
                null);
    }

    /** Returns the number of the owner or group in the records, or else in the header's field. */
    private long owner(String key, int offset, PaxRecords records) throws IOException {
        long id = records.number(key, TarFields.number(block, offset, 8));
        if (id < 0) {
            throw PaxRecords.invalid(key, Long.toString(id));
        }
        return id;
    }

    /** Returns the type flag of the current member. */
    public char typeFlag() {
        return typeFlag;
    }

    /** Returns the location of the current member's bytes in the tar. */
    public TarSection section() {
        return section;
    }

    /**
     * Reads at most {@code length} bytes of the current member; returns the number of bytes read, or -1 at the end of
     * the member.
     */
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (section.extents() == null) {
            return readStored(buffer, offset, length);
        }
        if (expanding == null) {
            expanding = section.expand(new Stored());
        }
        return expanding.read(buffer, offset, length);
    }

    private int readStored(byte[] buffer, int offset, int length) throws IOException {
        long left = contentEnd - position;
        if (left <= 0) {
            return -1;
        }
        int read = in.read(buffer, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the tar ends in the middle of \"" + path + "\"");
        }
        position += read;
        return read;
    }

    /** A stream of the stored bytes of a member. */
    private final class Stored extends BulkInputStream {
        Stored() {
            super(TarReader.this.in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return readStored(bytes, offset, length);
        }
    }

    private void skip(long bytes) throws IOException {
        if (bytes > 0) {
            try {
                in.skipNBytes(bytes);
            } catch (EOFException e) {
                throw new EOFException("the tar ends in the middle of a member");
            }
            position += bytes;
        }
    }
}
