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

/** A read: each piece goes straight into its place in the caller's buffer; what is missing is gathered. */
final class ReadTransfer extends Transfer {
    private final ClusterCookie cookie;
    private final ClusterCache cache;
    private final Stamp stamp;
    private final long start;
    private final long end;
    private final ByteBuffer into;
    private final Read.Holes holes;
    private final Map<Piece, Destination> destinations = new HashMap<>();
    private final TreeMap<Long, Long> missing = new TreeMap<>();

    /** @param into space for exactly the bytes from {@code start} to {@code end} */
    ReadTransfer(
            ClusterCookie cookie,
            ClusterCache cache,
            Stamp stamp,
            long start,
            long end,
            ByteBuffer into,
            Read.Holes holes) {
        super(cookie, cache, stamp, split(start, end, stamp.objectSize()));
        this.cookie = cookie;
        this.cache = cache;
        this.stamp = stamp;
        this.start = start;
        this.end = end;
        this.into = into;
        this.holes = holes;
    }

    @Override
    Call send(Connection holder, Piece piece) {
        long from = Math.max(start, piece.offset());
        long to = Math.min(end, piece.offset() + piece.bytes());
        ByteBuffer wanted = into.slice((int) (from - start) + into.position(), (int) (to - from));
        Destination destination = new Destination(wanted, (int) (from - piece.offset()), piece.bytes());
        synchronized (this) {
            destinations.put(piece, destination);
        }
        Read read = new Read(cookie.id(), stamp.generation(), piece.offset(), piece.bytes(), holes);
        return holder.read(read, destination, Limits.READ_DEADLINE);
    }

    @Override
    void succeeded(Piece piece, Frame reply) throws CacheException {
        if (!(reply instanceof Data data)
                || data.length() > piece.bytes()
                || (holes != Read.Holes.STOP && data.length() != piece.bytes())) {
            throw new CacheException(ErrorCode.EIO, Reason.MALFORMED, "READ of " + piece + " was answered by " + reply);
        }
        Destination destination = destinations.remove(piece);
        if (destination != null) {
            destination.finish();
        }
        if (data.length() < piece.bytes()) {
            addMissing(piece.offset() + data.length(), piece.offset() + piece.bytes());
        }
    }

    @Override
    boolean goesOnAfter(Piece piece, CacheException error) {
        destinations.remove(piece);
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
