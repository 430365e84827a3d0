package io.netfscache.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Applies fences to the files of a store: see {@link BackingStore#fence}. */
final class StoreFences {
    private final ChunkLayout layout;
    private final ChunkFiles files;
    private final VolumeFiles volumeFiles;
    private final ChunkTable chunks;
    private final ObjectLocks locks;
    private final SpaceLedger ledger;
    private final BackgroundWork work;
    private final BooleanSupplier closed;
    /** By volume key, the generation that a fence has brought it to. */
    private final Cache<String, Generation> volumeFences = Caffeine.newBuilder()
            .maximumSize(StoreLimits.MAX_REMEMBERED_VOLUME_FENCES)
            .executor(Runnable::run)
            .build();

    StoreFences(
            ChunkLayout layout,
            ChunkFiles files,
            VolumeFiles volumeFiles,
            ChunkTable chunks,
            ObjectLocks locks,
            SpaceLedger ledger,
            BackgroundWork work,
            BooleanSupplier closed) {
        this.layout = layout;
        this.files = files;
        this.volumeFiles = volumeFiles;
        this.chunks = chunks;
        this.locks = locks;
        this.ledger = ledger;
        this.work = work;
        this.closed = closed;
    }

    void apply(Fence fence) throws IOException {
        if (fence.scope() == Fence.Scope.OBJECT) {
            fenceObject(fence);
        } else if (fence.isOfCoherencyOnly()) {
            volumeCoherency(fence);
        } else {
            fenceVolume(fence.volumeKey(), fence.next().volume());
        }
    }

    private void fenceObject(Fence fence) throws IOException {
        CookieId cookie = fence.cookie();
        ChunkName object = ChunkName.of(fence.volumeKey(), fence.objectKey(), 0);
        ReentrantLock lock = locks.of(object);
        lock.lock();
        try {
            if (closed.getAsBoolean()) {
                return;
            }
            Set<Integer> held = new TreeSet<>(chunks.openOf(cookie));
            files.chunksOf(object).forEach(name -> held.add(name.chunk()));
            List<IOException> failures = new ArrayList<>();
            for (int chunk : held) {
                try {
                    fenceChunk(new ChunkKey(cookie, chunk), object.sibling(chunk), fence);
                } catch (IOException e) {
                    failures.add(e);
                }
            }
            if (!failures.isEmpty()) {
                throw new IOException(failures.size() + " chunks could not be fenced", failures.get(0));
            }
        } finally {
            lock.unlock();
        }
    }

    private void fenceChunk(ChunkKey key, ChunkName name, Fence fence) throws IOException {
        OpenChunk chunk = chunks.useAny(key, name);
        if (chunk == null) {
            return;
        }
        try {
            Fence.Effect effect = fence.effectOn(chunk.generation(), Rules.ALL);
            boolean keepsSomething = layout.bytesIn(key.chunk(), fence.objectSize()) > 0;
            if (effect == Fence.Effect.DROP_RANGE && keepsSomething) {
                chunks.relabel(key, chunk, fence);
            } else if (effect != Fence.Effect.NONE) {
                chunks.discard(key, chunk);
            }
        } finally {
            chunks.release(key, chunk);
        }
    }

    /** Any object's lock keeps the folder from being buried meanwhile, and the store from being closed. */
    private void volumeCoherency(Fence fence) throws IOException {
        ReentrantLock lock = locks.of(ChunkName.of(fence.volumeKey(), fence.objectKey(), 0));
        lock.lock();
        try {
            if (!closed.getAsBoolean()) {
                volumeFiles.changed(fence.volumeKey(), fence.next().volume(), fence.aux());
            }
        } finally {
            lock.unlock();
        }
    }

    private void fenceVolume(String volumeKey, Generation next) throws IOException {
        String volume = ChunkName.volumeName(volumeKey);
        Path grave;
        locks.lockAll();
        try {
            if (closed.getAsBoolean() || next.equals(volumeFences.getIfPresent(volumeKey))) {
                return;
            }
            chunks.forgetAll(volume, OpenChunk.State.FENCED);
            volumeFiles.forget(volumeKey);
            grave = files.bury(volume);
            ledger.volumeRemoved(volume);
            volumeFences.put(volumeKey, next);
        } finally {
            locks.unlockAll();
        }
        if (grave != null) {
            work.startDeletion(List.of(grave));
        }
    }
}
