package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Write;
import io.netfscache.protocol.Written;
import java.nio.ByteBuffer;

/** A write: each piece goes to the holder of its chunk straight from the caller's buffers. */
final class WriteTransfer extends Transfer {
    private final CookieMachine cookie;
    private final Counters counters;
    private final Stamp stamp;
    private final long start;
    private final Buffers from;
    private final boolean modified;

    /** @param modified whether the bytes are a modifier's own, and not the origin's */
    WriteTransfer(CookieMachine cookie, ClusterCache cache, Stamp stamp, long start, Buffers from, boolean modified) {
        super(cookie, cache, stamp, split(start, start + from.remaining(), stamp.objectSize()));
        this.cookie = cookie;
        this.counters = cache.counters();
        this.stamp = stamp;
        this.start = start;
        this.from = from;
        this.modified = modified;
    }

    @Override
    Call send(Connection holder, Piece piece) {
        ByteBuffer payload = from.bytes((int) (piece.offset() - start), piece.bytes());
        Write write = new Write(
                cookie.id(), stamp.generation(), piece.offset(), piece.bytes(), Checksums.compute(payload), modified);
        return holder.write(write, payload, Limits.READ_DEADLINE);
    }

    @Override
    void succeeded(Piece piece, Frame reply) throws CacheException {
        if (!(reply instanceof Written written)) {
            throw new CacheException(
                    ErrorCode.EIO, Reason.MALFORMED, "WRITE of " + piece + " was answered by " + reply);
        }
        counters.storedBytes.add(written.storedBytes());
    }

    @Override
    boolean goesOnAfter(Piece piece, CacheException error) {
        return false;
    }
}
