package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.ChunkLocation;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Occupancy;
import io.netfscache.protocol.Occupied;
import io.netfscache.protocol.Placement;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which node has which blocks of an object, by asking for each chunk of it, a few at a time. */
final class ChunkSearch {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkSearch.class);

    /** The contents that are looked for. */
    record Contents(CookieId id, ObjectGeneration generation, long size, int chunkBytes) {}

    private record Asked(int chunk, View.Member member, boolean first, CompletableFuture<Occupied> answer) {}

    private final Nodes nodes;
    private final Predicate<View.Member> asked;

    /** @param asked nodes that are worth asking; the others have nothing */
    ChunkSearch(Nodes nodes, Predicate<View.Member> asked) {
        this.nodes = nodes;
        this.asked = asked;
    }

    /** By chunk; of a chunk, each node that has some of it, and the first-ranked one in any case. */
    List<ChunkLocation> find(Contents contents) {
        int chunks = (int) ((contents.size() + contents.chunkBytes() - 1) / contents.chunkBytes());
        List<ChunkLocation> found = new ArrayList<>();
        Deque<Asked> window = new ArrayDeque<>();
        for (int chunk = 0; chunk < chunks; chunk++) {
            List<View.Member> ranked = Placement.rank(nodes.members(), contents.id(), chunk);
            for (View.Member member : ranked) {
                if (window.size() >= ClientLimits.LOCATE_WINDOW) {
                    take(window.remove(), contents, found);
                }
                window.add(new Asked(chunk, member, member.equals(ranked.get(0)), ask(member, contents, chunk)));
            }
        }
        while (!window.isEmpty()) {
            take(window.remove(), contents, found);
        }
        found.sort(Comparator.comparingInt(ChunkLocation::chunk));
        return found;
    }

    private CompletableFuture<Occupied> ask(View.Member member, Contents contents, int chunk) {
        if (!asked.test(member)) {
            return CompletableFuture.failedFuture(
                    new CacheException(ErrorCode.ENOBUFS, Reason.NO_NODES, "node " + member.id() + " does not answer"));
        }
        Occupancy question = new Occupancy(contents.id(), contents.generation(), chunk);
        return nodes.to(member).thenCompose(node -> node.request(question, Occupied.class, Limits.READ_DEADLINE));
    }

    private static void take(Asked asked, Contents contents, List<ChunkLocation> found) {
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
            long inChunk =
                    Math.min(contents.chunkBytes(), contents.size() - (long) asked.chunk() * contents.chunkBytes());
            found.add(new ChunkLocation(
                    asked.chunk(),
                    asked.member().id(),
                    Addresses.text(asked.member()),
                    present,
                    (int) ((inChunk + Limits.BLOCK_BYTES - 1) / Limits.BLOCK_BYTES),
                    bytes,
                    contents.generation()));
        }
    }
}
