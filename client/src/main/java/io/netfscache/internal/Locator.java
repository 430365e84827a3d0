package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.ChunkLocation;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.Occupancy;
import io.netfscache.protocol.Occupied;
import io.netfscache.protocol.Placement;
import io.netfscache.protocol.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which node has which blocks of an object, by asking all of them. */
final class Locator {
    private static final Logger LOG = LoggerFactory.getLogger(Locator.class);

    private record Asked(int chunk, View.Member member, boolean first, CompletableFuture<Occupied> answer) {}

    private final ClusterCache cache;
    private final String volumeKey;

    Locator(ClusterCache cache, String volumeKey) {
        this.cache = cache;
        this.volumeKey = volumeKey;
    }

    /** By chunk; of a chunk, each node that has some of it, and the first-ranked one in any case. */
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
        int chunkBytes = cache.chunkBytes();
        int chunks = (int) ((record.objectSize() + chunkBytes - 1) / chunkBytes);
        List<ChunkLocation> found = new ArrayList<>();
        Deque<Asked> window = new ArrayDeque<>();
        for (int chunk = 0; chunk < chunks; chunk++) {
            List<View.Member> ranked = Placement.rank(cache.cluster().members(), id, chunk);
            for (View.Member member : ranked) {
                if (window.size() >= ClientLimits.LOCATE_WINDOW) {
                    take(window.remove(), record, chunkBytes, found);
                }
                Occupancy question = new Occupancy(id, record.generation(), chunk);
                window.add(new Asked(
                        chunk,
                        member,
                        member.equals(ranked.get(0)),
                        cache.cluster()
                                .to(member)
                                .thenCompose(node -> node.request(question, Occupied.class, Limits.READ_DEADLINE))));
            }
        }
        while (!window.isEmpty()) {
            take(window.remove(), record, chunkBytes, found);
        }
        found.sort(Comparator.comparingInt(ChunkLocation::chunk));
        return found;
    }

    private static void take(Asked asked, CookieReply record, int chunkBytes, List<ChunkLocation> found) {
        long bytes = 0;
        int present = 0;
        try {
            Occupied occupied =
                    Async.await(asked.answer(), Limits.READ_DEADLINE.plus(Limits.CONNECT_DEADLINE), "occupancy");
            bytes = occupied.bytes();
            for (int i = 0; i < occupied.presence().length() * 8; i++) {
                present += occupied.presence().bit(i) ? 1 : 0;
            }
        } catch (CacheException e) {
            LOG.atDebug().addKeyValue("node", asked.member().id()).setCause(e).log("has nothing or does not say");
        }
        if (present > 0 || asked.first()) {
            long inChunk = Math.min(chunkBytes, record.objectSize() - (long) asked.chunk() * chunkBytes);
            found.add(new ChunkLocation(
                    asked.chunk(),
                    asked.member().id(),
                    Addresses.text(asked.member()),
                    present,
                    (int) ((inChunk + Limits.BLOCK_BYTES - 1) / Limits.BLOCK_BYTES),
                    bytes,
                    record.generation()));
        }
    }
}
