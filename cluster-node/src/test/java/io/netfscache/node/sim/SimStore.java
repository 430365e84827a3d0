package io.netfscache.node.sim;

import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.PinnedChunk;
import io.netfscache.node.store.StoreStats;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A backing store of blocks that are numbers. Files are one chunk each. Outlives the process if its disk does. */
final class SimStore implements BackingStore {
    private static final class Chunk {
        final String volume;
        ObjectGeneration generation;
        long[] blocks;

        Chunk(String volume, ObjectGeneration generation, int blocks) {
            this.volume = volume;
            this.generation = generation;
            this.blocks = new long[blocks];
        }
    }

    private final Rules rules;
    private final Map<CookieId, Chunk> chunks = new HashMap<>();
    private final Map<String, Generation> volumeFences = new HashMap<>();

    SimStore(Rules rules) {
        this.rules = rules;
    }

    /** The blocks of exactly this generation, {@link Origin#MISSING} where there is none. */
    long[] read(CookieId cookie, ObjectGeneration generation, int from, int to) {
        long[] values = new long[to - from];
        Chunk chunk = chunks.get(cookie);
        if (chunk != null && isOf(chunk, generation)) {
            for (int i = from; i < Math.min(to, chunk.blocks.length); i++) {
                values[i - from] = chunk.blocks[i];
            }
        }
        return values;
    }

    private boolean isOf(Chunk chunk, ObjectGeneration generation) {
        return rules.broken(Sabotage.OBJECT_GENERATION_WITHOUT_VOLUME)
                ? chunk.generation.object().equals(generation.object())
                : chunk.generation.equals(generation);
    }

    void write(CookieId cookie, ObjectIdentity object, int from, long[] values) {
        Chunk chunk = chunks.get(cookie);
        int size = Origin.blocks(object.objectSize());
        if (chunk == null || !isOf(chunk, object.generation())) {
            chunk = new Chunk(object.volumeKey(), object.generation(), size);
            chunks.put(cookie, chunk);
        }
        for (int i = from; i < Math.min(from + values.length, chunk.blocks.length); i++) {
            if (chunk.blocks[i] == Origin.MISSING || rules.broken(Sabotage.REWRITE_PRESENT_BLOCK)) {
                chunk.blocks[i] = values[i - from];
            }
        }
    }

    @Override
    public void fence(Fence fence) {
        switch (fence.scope()) {
            case OBJECT -> fenceObject(fence);
            case VOLUME -> fenceVolume(fence);
        }
    }

    private void fenceObject(Fence fence) {
        Chunk chunk = chunks.get(fence.cookie());
        if (chunk == null) {
            return;
        }
        switch (fence.effectOn(chunk.generation, rules)) {
            case NONE -> {}
            case DROP_RANGE -> {
                long end = Math.min(fence.dropped().end(), fence.objectSize() + Limits.BLOCK_BYTES);
                chunk.generation = fence.next();
                chunk.blocks = Arrays.copyOf(chunk.blocks, Origin.blocks(fence.objectSize()));
                for (int i = (int) (fence.dropped().start() / Limits.BLOCK_BYTES);
                        i < Math.min(Origin.blocks(end), chunk.blocks.length);
                        i++) {
                    chunk.blocks[i] = Origin.MISSING;
                }
            }
            case DROP_ALL -> chunks.remove(fence.cookie());
        }
    }

    private void fenceVolume(Fence fence) {
        Generation next = fence.next().volume();
        if (!fence.isOfCoherencyOnly() && !next.equals(volumeFences.put(fence.volumeKey(), next))) {
            chunks.values().removeIf(chunk -> chunk.volume.equals(fence.volumeKey()));
        }
    }

    @Override
    public @Nullable PinnedChunk pinIfOpen(CookieId cookie, int chunk) {
        return null;
    }

    @Override
    public @Nullable PinnedChunk open(ObjectIdentity object, int chunk) {
        return null;
    }

    @Override
    public int write(
            ObjectIdentity object, int chunk, long offset, ByteBuffer payload, Checksums checksums, boolean modified) {
        throw new UnsupportedOperationException("blocks are numbers here");
    }

    @Override
    public int scrub(ObjectIdentity object, int chunk, long offsetInChunk, int length) {
        return 0;
    }

    @Override
    public Bytes presence(ObjectIdentity object, int chunk) {
        return Bytes.EMPTY;
    }

    @Override
    public long presentBytes(ObjectIdentity object, int chunk) {
        return 0;
    }

    @Override
    public boolean holds(String volumeKey, Bytes objectKey) {
        return chunks.containsKey(CookieId.of(volumeKey, objectKey.toArray()));
    }

    @Override
    public int cull(String volumeKey, Bytes objectKey) {
        return chunks.remove(CookieId.of(volumeKey, objectKey.toArray())) == null ? 0 : 1;
    }

    @Override
    public StoreStats stats() {
        return new StoreStats(0, 0, true, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {
        chunks.clear();
    }
}
