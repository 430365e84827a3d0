package io.netfscache.origin;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Reason;

/**
 * What an origin says of a file.
 *
 * @param size in bytes; -1 when the origin does not tell: then it is not cached
 * @param aux coherency data, at most 255 bytes; empty when the origin has none: then it is not cached. It tells versions
 *     apart for readers even of what is not cached
 * @param notCached why the file is not to be cached; {@link Reason#NONE} exactly when it may be
 */
public record OriginAttributes(long size, Bytes aux, Reason notCached) {
    public OriginAttributes {
        if (notCached == Reason.NONE && (size < 0 || aux.isEmpty())) {
            throw new IllegalArgumentException(
                    "a file of size " + size + " with " + aux.length() + " bytes of coherency data: " + notCached);
        }
    }

    /** A file that may be cached if the origin tells its size and has coherency data. */
    public OriginAttributes(long size, Bytes aux) {
        this(
                size,
                size < 0 ? Bytes.EMPTY : aux,
                size < 0 ? Reason.NO_LENGTH : aux.isEmpty() ? Reason.NO_VALIDATOR : Reason.NONE);
    }

    /** A file that is not to be cached. */
    public static OriginAttributes uncacheable(long size, Reason why) {
        return new OriginAttributes(size, Bytes.EMPTY, why);
    }

    /** Whether the file can be cached at all. */
    public boolean cacheable() {
        return notCached == Reason.NONE;
    }
}
