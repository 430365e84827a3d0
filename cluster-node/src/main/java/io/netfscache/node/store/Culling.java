package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Looks for the chunks of one object, and deletes them when they are asked for by name. */
final class Culling {
    private final ChunkFiles files;
    private final ChunkTable chunks;
    private final ObjectLocks locks;
    private final BooleanSupplier closed;

    Culling(ChunkFiles files, ChunkTable chunks, ObjectLocks locks, BooleanSupplier closed) {
        this.files = files;
        this.chunks = chunks;
        this.locks = locks;
        this.closed = closed;
    }

    /** See {@link BackingStore#holds}. The first chunk is the only one of most objects. */
    boolean holds(String volumeKey, Bytes objectKey) throws IOException {
        ChunkName first = ChunkName.of(volumeKey, objectKey, 0);
        return files.has(first) || !files.chunksOf(first).isEmpty();
    }

    /** See {@link BackingStore#cull}. */
    int cull(String volumeKey, Bytes objectKey) throws IOException {
        ChunkName object = ChunkName.of(volumeKey, objectKey, 0);
        CookieId cookie = CookieId.of(volumeKey, objectKey.toArray());
        ReentrantLock lock = locks.of(object);
        lock.lock();
        try {
            if (closed.getAsBoolean()) {
                return 0;
            }
            Set<Integer> held = new TreeSet<>(chunks.openOf(cookie));
            files.chunksOf(object).forEach(name -> held.add(name.chunk()));
            for (int chunk : held) {
                if (chunks.isPinned(new ChunkKey(cookie, chunk))) {
                    throw new StoreException(
                            ErrorCode.EBUSY, Reason.NONE, "chunk " + chunk + " of the object is being read or written");
                }
            }
            int culled = 0;
            for (int chunk : held) {
                culled += chunks.cull(new ChunkKey(cookie, chunk), object.sibling(chunk)) ? 1 : 0;
            }
            return culled;
        } finally {
            lock.unlock();
        }
    }
}
