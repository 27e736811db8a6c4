package io.jenkins.containerbuild.builder.layer;

import java.util.zip.Deflater;

/**
 * Decides from samples whether a block of bytes is worth compressing. Jars, pictures and archives are already
 * compressed: compressing them again would take most of the time needed to make a layer, and save nothing. The result
 * depends only on the bytes, so the same tar is always compressed in the same way.
 */
final class Compressibility implements AutoCloseable {
    private static final int SLICES = 16;
    private static final int SLICE = 256;
    private static final int TRIAL = 8 << 10;

    /** Expected sum of the squared byte counts if all byte values are equally frequent. */
    private static final long FLAT = (long) SLICES * SLICE * SLICES * SLICE / 256 + SLICES * SLICE;

    /**
     * After a trial compression that saved too little, this many blocks that look random are stored without a trial.
     */
    private static final int TRUSTED_PIECES = 32;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final byte[] output = new byte[TRIAL + TRIAL / 8];
    private int trusted;

    /** Whether to compress the next block of a stream. */
    boolean shrinks(byte[] bytes, int offset, int length) {
        if (length < 2 * SLICES * SLICE || !looksRandom(bytes, offset, length)) {
            trusted = 0;
            return true;
        }
        if (trusted > 0) {
            trusted--;
            return false;
        }
        if (trialShrinks(bytes, offset, length)) {
            return true;
        }
        trusted = TRUSTED_PIECES;
        return false;
    }

    private static boolean looksRandom(byte[] bytes, int offset, int length) {
        int[] counts = new int[256];
        int step = (length - SLICE) / (SLICES - 1);
        for (int slice = 0; slice < SLICES; slice++) {
            int from = offset + slice * step;
            for (int i = from; i < from + SLICE; i++) {
                counts[bytes[i] & 0xFF]++;
            }
        }
        long squares = 0;
        for (int count : counts) {
            squares += (long) count * count;
        }
        return squares < FLAT + FLAT / 3;
    }

    private boolean trialShrinks(byte[] bytes, int offset, int length) {
        int taken = 0;
        int squeezed = 0;
        for (int third = 1; third <= 3; third++) {
            int room = Math.min(TRIAL, length);
            deflater.reset();
            deflater.setInput(bytes, offset + (length - room) * third / 3, room);
            deflater.finish();
            squeezed += deflater.deflate(output);
            taken += room;
        }
        return squeezed < taken - taken / 32;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
