package io.netfscache.cli.chaos.history;

import java.util.List;

/** How a call ended. */
public sealed interface Answer {
    /** A write or an invalidation that is complete. */
    record Ok() implements Answer {}

    /** It has certainly not been done. */
    record Failed(String reason) implements Answer {}

    /** It may have been done, or may be done later. */
    record Unknown(String reason) implements Answer {}

    /**
     * A read that gave bytes.
     *
     * @param versions of each block, in order; {@link #TORN} for a block that is of no single version, {@link #FOREIGN} for
     *     one of another file or another place
     * @param source where the bytes came from
     */
    record Bytes(List<Integer> versions, Source source) implements Answer {
        public Bytes {
            versions = List.copyOf(versions);
        }
    }

    /** The cache had not got it, and nobody asked the origin. */
    record Miss(String reason) implements Answer {}

    /** The version of a block whose bytes are of no single version. */
    int TORN = -1;
    /** The version of a block whose bytes belong somewhere else. */
    int FOREIGN = -2;

    /** Where the bytes of a read came from. */
    enum Source {
        FOLIOS,
        CACHE,
        ORIGIN,
        /** Of more than one of these. */
        SEVERAL
    }
}
