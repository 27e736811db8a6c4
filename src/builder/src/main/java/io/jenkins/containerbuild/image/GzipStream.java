package io.jenkins.containerbuild.image;

import io.jenkins.containerbuild.fault.Interruption;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip data (RFC 1952) that consists of one or more members. Replaces {@link
 * java.util.zip.GZIPInputStream}, which recurses for each empty member and overflows the stack if there are many. Like
 * the gzip command, ignores data after the last member.
 */
public final class GzipStream extends BulkInputStream {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final PushbackInputStream source;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] compressed;
    private int filled;
    private boolean ended;

    /** @param bufferSize number of bytes to read at once */
    public GzipStream(InputStream in, int bufferSize) throws IOException {
        this(new PushbackInputStream(in, bufferSize), bufferSize);
    }

    private GzipStream(PushbackInputStream source, int bufferSize) throws IOException {
        super(source);
        this.source = source;
        this.compressed = new byte[bufferSize];
        if (!beginMember()) {
            throw new ZipException("not in gzip format");
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0 || ended) {
            return length == 0 ? 0 : -1;
        }
        try {
            int count = inflater.inflate(bytes, offset, length);
            while (count == 0) {
                if (inflater.finished()) {
                    endMember();
                    if (!beginMember()) {
                        ended = true;
                        return -1;
                    }
                } else {
                    fill();
                }
                count = inflater.inflate(bytes, offset, length);
            }
            checksum.update(bytes, offset, count);
            return count;
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage() == null ? "damaged gzip data" : e.getMessage());
        }
    }

    private void fill() throws IOException {
        if (inflater.needsDictionary()) {
            throw new ZipException("damaged gzip data");
        }
        filled = source.read(compressed, 0, compressed.length);
        if (filled < 0) {
            throw endsTooEarly();
        }
        inflater.setInput(compressed, 0, filled);
    }

    /** Reads and verifies the checksum and the length at the end of a member. */
    private void endMember() throws IOException {
        Interruption.check();
        int left = inflater.getRemaining();
        source.unread(compressed, filled - left, left);
        long expected = littleEndian(4);
        long length = littleEndian(4);
        if (expected != checksum.getValue() || length != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new ZipException("the checksum of the gzip data is wrong");
        }
    }

    /** Reads a member header; returns false if the data does not begin with one. */
    private boolean beginMember() throws IOException {
        byte[] header = source.readNBytes(10);
        if (header.length < 10 || header[0] != 0x1F || (header[1] & 0xFF) != 0x8B || header[2] != 8) {
            return false;
        }
        int flags = header[3];
        if ((flags & EXTRA) != 0) {
            source.skipNBytes(littleEndian(2));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            littleEndian(2);
        }
        inflater.reset();
        checksum.reset();
        filled = 0;
        return true;
    }

    private void skipText() throws IOException {
        int next = source.read();
        while (next > 0) {
            next = source.read();
        }
        if (next < 0) {
            throw endsTooEarly();
        }
    }

    private long littleEndian(int bytes) throws IOException {
        byte[] read = source.readNBytes(bytes);
        if (read.length < bytes) {
            throw endsTooEarly();
        }
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | (read[i] & 0xFF);
        }
        return value;
    }

    private static EOFException endsTooEarly() {
        return new EOFException("the gzip data ends too early");
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        source.close();
    }
}
