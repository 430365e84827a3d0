package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.ChunkLocation;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.LookUp;
import java.util.List;

/** Finds out which node has which blocks of an object: looks its record up, and asks all nodes. */
final class Locator {
    private final ClusterCache cache;
    private final String volumeKey;

    Locator(ClusterCache cache, String volumeKey) {
        this.cache = cache;
        this.volumeKey = volumeKey;
    }

    /** See {@link ChunkSearch#find}. */
    List<ChunkLocation> locate(byte[] objectKey) throws CacheException {
        CookieReply record;
        try {
            record = Async.await(
                    cache.session()
                            .request(
                                    new LookUp(volumeKey, Bytes.of(objectKey)),
                                    CookieReply.class,
                                    Limits.LOOKUP_DEADLINE),
                    Limits.LOOKUP_DEADLINE.plus(Limits.LEASE),
                    "look-up");
        } catch (CacheException e) {
            if (e.code() == ErrorCode.ENODATA) {
                return List.of();
            }
            throw e;
        }
        CookieId id = CookieId.of(volumeKey, objectKey);
        return new ChunkSearch(cache.cluster(), member -> true)
                .find(new ChunkSearch.Contents(id, record.generation(), record.objectSize(), cache.chunkBytes()));
    }
}
