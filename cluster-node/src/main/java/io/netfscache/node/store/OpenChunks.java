package io.netfscache.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.netfscache.protocol.CookieId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The chunks in memory. {@code live} has every one that somebody uses, so that a file never has two; {@code recent} is
 * itself a user of those that are worth keeping.
 */
final class OpenChunks {
    private final Map<ChunkKey, OpenChunk> live = new ConcurrentHashMap<>();
    private final Cache<ChunkKey, OpenChunk> recent;
    private final StoreCounters counters;

    OpenChunks(int mostKept, Executor background, StoreCounters counters) {
        this.counters = counters;
        this.recent = Caffeine.newBuilder()
                .maximumSize(mostKept)
                .executor(background)
                .removalListener(this::dropped)
                .build();
    }

    /** The chunk with one more user, or null when it is not open. Takes no lock. */
    @Nullable
    OpenChunk use(ChunkKey key) {
        OpenChunk chunk = recent.getIfPresent(key);
        if (chunk == null) {
            chunk = live.get(key);
        }
        return chunk != null && chunk.retain() ? chunk : null;
    }

    /** The object's lock is held. */
    void add(ChunkKey key, OpenChunk chunk) {
        live.put(key, chunk);
        keep(key, chunk);
    }

    /** The object's lock is held. A chunk that had been evicted while it was in use is worth keeping again. */
    void keep(ChunkKey key, OpenChunk chunk) {
        if (recent.getIfPresent(key) != chunk && chunk.retain()) {
            recent.put(key, chunk);
        }
    }

    /** The object's lock is held. After it {@link #use} does not give the chunk. */
    void remove(ChunkKey key, OpenChunk chunk) {
        live.remove(key, chunk);
        recent.asMap().remove(key, chunk);
    }

    boolean has(ChunkKey key, OpenChunk chunk) {
        return live.get(key) == chunk;
    }

    /** The object's lock is held. Whether anybody uses the chunk; being worth keeping is no use. */
    boolean isPinned(ChunkKey key) {
        OpenChunk chunk = live.get(key);
        return chunk != null && chunk.users() > (recent.getIfPresent(key) == chunk ? 1 : 0);
    }

    void release(ChunkKey key, OpenChunk chunk) {
        if (chunk.release()) {
            live.remove(key, chunk);
        }
    }

    List<Integer> openOf(CookieId cookie) {
        List<Integer> chunks = new ArrayList<>();
        live.forEach((key, chunk) -> {
            if (key.cookie().equals(cookie)) {
                chunks.add(key.chunk());
            }
        });
        return chunks;
    }

    /** All locks are held. Supersedes all open chunks of the volume, or of all volumes when it is null. */
    void removeAll(@Nullable String volume, OpenChunk.State state) {
        live.forEach((key, chunk) -> {
            if (volume == null || chunk.name().volume().equals(volume)) {
                chunk.supersede(state);
                remove(key, chunk);
            }
        });
    }

    int size() {
        return live.size();
    }

    private void dropped(@Nullable ChunkKey key, @Nullable OpenChunk chunk, RemovalCause cause) {
        if (key == null || chunk == null) {
            throw new IllegalStateException("the cache of open chunks holds its entries strongly");
        }
        if (cause.wasEvicted()) {
            counters.evictions.increment();
        }
        release(key, chunk);
    }
}
