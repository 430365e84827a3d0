package io.netfscache.benchmarks;

import io.netfscache.protocol.Limits;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is asked for again and again.
 *
 * @param readBytes length of one read
 * @param outstanding reads under way at any time: on one connection of a node, on as many connections of nginx
 * @param sequential whether the reads follow each other; else they are anywhere in the object
 */
record Load(String name, int readBytes, int outstanding, boolean sequential) {
    static final List<Load> ALL = List.of(
            new Load("read4k16", Limits.BLOCK_BYTES, 16, false),
            new Load("read4k64", Limits.BLOCK_BYTES, 64, false),
            new Load("stream", Limits.MAX_IO_BYTES, 4, true));

    private static final int RANDOM_OFFSETS = 4096;
    private static final long SEED = 20261122;

    /** Where the reads begin, to be used from the first to the last and then again; the same ones in every run. */
    long[] offsets(long objectBytes) {
        long places = objectBytes / readBytes;
        if (places < 1) {
            throw new IllegalArgumentException("an object of " + objectBytes + " bytes is smaller than one read");
        }
        SplittableRandom random = new SplittableRandom(SEED);
        long[] offsets = new long[sequential ? (int) places : RANDOM_OFFSETS];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (sequential ? i : random.nextLong(places)) * readBytes;
        }
        return offsets;
    }
}
