package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.MissingDataException;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A read: each piece goes straight into its place in the caller's buffers; what is missing is gathered. */
final class ReadTransfer extends Transfer {
    private final CookieMachine cookie;
    private final ClusterCache cache;
    private final Stamp stamp;
    private final long start;
    private final long end;
    private final Buffers into;
    private final int skip;
    private final Read.Holes holes;
    private final Map<Piece, Space> spaces = new HashMap<>();
    private final TreeMap<Long, Long> missing = new TreeMap<>();

    /** Where a piece comes to: {@code bytes} is the place at {@code at} in the caller's buffers, or is copied there. */
    private record Space(Destination destination, int at, ByteBuffer bytes) {}

    /** @param skip where in {@code into} the bytes from {@code start} to {@code end} come */
    ReadTransfer(
            CookieMachine cookie,
            ClusterCache cache,
            Stamp stamp,
            long start,
            long end,
            Buffers into,
            int skip,
            Read.Holes holes) {
        super(cookie, cache, stamp, split(start, end, stamp.objectSize()));
        this.cookie = cookie;
        this.cache = cache;
        this.stamp = stamp;
        this.start = start;
        this.end = end;
        this.into = into;
        this.skip = skip;
        this.holes = holes;
    }

    @Override
    Call send(Connection holder, Piece piece) {
        long from = Math.max(start, piece.offset());
        long to = Math.min(end, piece.offset() + piece.bytes());
        int at = skip + (int) (from - start);
        ByteBuffer wanted = into.space(at, (int) (to - from));
        Destination destination = new Destination(wanted, (int) (from - piece.offset()), piece.bytes());
        synchronized (this) {
            spaces.put(piece, new Space(destination, at, wanted));
        }
        Read read = new Read(cookie.id(), stamp.generation(), piece.offset(), piece.bytes(), holes, cookie.isWhole());
        return holder.read(read, destination, Limits.READ_DEADLINE);
    }

    @Override
    void succeeded(Piece piece, Frame reply) throws CacheException {
        if (!(reply instanceof Data data)
                || data.length() > piece.bytes()
                || (holes != Read.Holes.STOP && data.length() != piece.bytes())) {
            throw new CacheException(ErrorCode.EIO, Reason.MALFORMED, "READ of " + piece + " was answered by " + reply);
        }
        Space space = spaces.remove(piece);
        if (space != null) {
            space.destination().finish();
            into.put(space.at(), space.bytes());
        }
        if (data.length() < piece.bytes()) {
            addMissing(piece.offset() + data.length(), piece.offset() + piece.bytes());
        }
    }

    @Override
    boolean goesOnAfter(Piece piece, CacheException error) {
        spaces.remove(piece);
        if (error.code() != ErrorCode.ENODATA) {
            return false;
        }
        if (error instanceof CorruptBlocksException corrupt) {
            cache.notCached(cookie.id(), error.reason());
            corrupt.blocks().forEach(block -> addMissingBlock(piece, block));
        } else {
            Bytes present = error instanceof NodeErrorException reply ? reply.detail() : Bytes.EMPTY;
            int blocks = (piece.bytes() + Limits.BLOCK_BYTES - 1) / Limits.BLOCK_BYTES;
            boolean any = false;
            for (int block = 0; block < blocks; block++) {
                if (!present.bit(block)) {
                    addMissingBlock(piece, block);
                    any = true;
                }
            }
            if (!any) {
                // The blocks came while the node answered: to the caller it is a miss of them all.
                addMissing(piece.offset(), piece.offset() + piece.bytes());
            }
        }
        return true;
    }

    private void addMissingBlock(Piece piece, int block) {
        long from = piece.offset() + (long) block * Limits.BLOCK_BYTES;
        addMissing(from, Math.min(from + Limits.BLOCK_BYTES, piece.offset() + piece.bytes()));
    }

    private void addMissing(long from, long to) {
        missing.merge(Math.max(from, start), Math.min(to, end), Math::max);
    }

    /** What is missing of the range, merged, in order; when the transfer has ended well. */
    synchronized List<ByteRange> missing() {
        List<ByteRange> merged = new ArrayList<>();
        missing.forEach((from, to) -> {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).end() == from) {
                merged.set(last, new ByteRange(merged.get(last).start(), to));
            } else if (from < to) {
                merged.add(new ByteRange(from, to));
            }
        });
        return merged;
    }

    MissingDataException missingData() {
        List<ByteRange> ranges = missing();
        return new MissingDataException(ranges, cookie + " has holes: " + ranges.size() + " from " + ranges.get(0));
    }
}
