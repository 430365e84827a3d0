package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Puts a folio together: what the cache has from the cache, exactly the rest from the origin, and that rest behind the
 * reader's back into the cache.
 */
final class FolioLoader {
    private final NetfsCounters counters;
    private final WriteBehind writeBehind;
    private final ReadRules rules;

    FolioLoader(NetfsCounters counters, WriteBehind writeBehind, ReadRules rules) {
        this.counters = counters;
        this.writeBehind = writeBehind;
        this.rules = rules;
    }

    /**
     * Loads whole blocks of the operation's generation.
     *
     * @throws CacheException ESTALE when the contents changed meanwhile: begin again
     * @throws OriginChangedException when the origin has another version than this generation: ask it and begin again
     */
    Folio load(FileNode inode, CacheOperation operation, long start, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
        List<ByteRange> missing = readCache(operation, start, bytes);
        if (!missing.isEmpty()) {
            readOrigin(inode, operation, start, bytes, missing);
        }
        return new Folio(inode, operation.generation(), start, bytes);
    }

    /** Fills in what the cache has; the ranges that it has not, in order. */
    private List<ByteRange> readCache(CacheOperation operation, long start, ByteBuffer bytes) throws CacheException {
        List<ByteRange> missing = new ArrayList<>();
        Deque<ByteRange> todo = new ArrayDeque<>(List.of(new ByteRange(start, start + bytes.capacity())));
        for (int reads = 0; !todo.isEmpty(); reads++) {
            ByteRange range = todo.remove();
            if (reads >= NetfsLimits.MAX_CACHE_READS) {
                missing.add(range);
                continue;
            }
            try {
                operation.read(range.start(), part(bytes, start, range), ReadHole.FILL);
            } catch (MissingDataException e) {
                missing.addAll(e.missing());
                todo.addAll(between(range, e.missing()));
            } catch (CacheException e) {
                if (rules.after(e.code()) == ReadRules.Recovery.READ_AGAIN) {
                    throw e;
                }
                counters.notCached(e.reason());
                missing.add(range);
            }
        }
        return merged(missing);
    }

    private void readOrigin(
            FileNode inode, CacheOperation operation, long start, ByteBuffer bytes, List<ByteRange> missing)
            throws IOException {
        // The generation was captured before this read is sent, and its aux is what the origin must still have after.
        OriginAttributes expected = new OriginAttributes(operation.objectSize(), operation.aux());
        ReadRules.Fill fill = inode.useOrigin(expected, file -> {
            for (ByteRange range : missing) {
                int n = file.read(range.start(), part(bytes, start, range));
                counters.originBytes.add(n);
                if (n < range.length()) {
                    throw new OriginChangedException(
                            inode + " ended " + (range.length() - n) + " bytes before its size " + expected.size());
                }
            }
            return rules.filled(file.certify());
        });
        if (fill == ReadRules.Fill.READ_AGAIN) {
            throw new OriginChangedException(inode + " changed while it was read");
        }
        if (!operation.isCurrent()) {
            // An invalidation may have left the coherency data as it was.
            throw new CacheException(ErrorCode.ESTALE, Reason.WRONG_GENERATION, inode + " changed while it was read");
        }
        if (inode.isModified()) {
            // It would be stored as a change, for which all who use the file would be told to drop it.
            return;
        }
        if (fill == ReadRules.Fill.USE) {
            counters.notCached(inode, Reason.RACY_TIMESTAMP);
            return;
        }
        missing.forEach(range -> writeBehind.store(
                inode, operation, range.start(), part(bytes, start, range).asReadOnlyBuffer()));
    }

    private static ByteBuffer part(ByteBuffer bytes, long start, ByteRange range) {
        return bytes.slice((int) (range.start() - start), (int) range.length());
    }

    private static List<ByteRange> between(ByteRange range, List<ByteRange> holes) {
        List<ByteRange> present = new ArrayList<>();
        long at = range.start();
        for (ByteRange hole : holes) {
            if (at < hole.start()) {
                present.add(new ByteRange(at, hole.start()));
            }
            at = hole.end();
        }
        if (at < range.end()) {
            present.add(new ByteRange(at, range.end()));
        }
        return present;
    }

    private static List<ByteRange> merged(List<ByteRange> ranges) {
        ranges.sort(Comparator.comparingLong(ByteRange::start));
        List<ByteRange> result = new ArrayList<>();
        for (ByteRange range : ranges) {
            int last = result.size() - 1;
            if (last >= 0 && result.get(last).end() == range.start()) {
                result.set(last, new ByteRange(result.get(last).start(), range.end()));
            } else {
                result.add(range);
            }
        }
        return result;
    }
}
