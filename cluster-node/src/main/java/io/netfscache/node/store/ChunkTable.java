package io.netfscache.node.store;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings chunks from disk to memory and keeps the two in step: what is open, what the files are called, what the ledger
 * says. Every method but {@link #useIfOpen} and {@link #release} is called with the object's lock held.
 */
final class ChunkTable {
    private final ChunkLayout layout;
    private final ChunkFiles files;
    private final OpenChunks open;
    private final ObjectLocks locks;
    private final SpaceLedger ledger;
    private final StoreCounters counters;
    private final boolean trusted;

    /** @param trusted whether blocks of earlier runs are served without a check */
    ChunkTable(
            StoreConfig config,
            ChunkFiles files,
            ObjectLocks locks,
            SpaceLedger ledger,
            StoreCounters counters,
            boolean trusted,
            Executor background) {
        this.layout = new ChunkLayout(config.chunkBytes());
        this.files = files;
        this.open = new OpenChunks(config.openChunks(), background, counters);
        this.locks = locks;
        this.ledger = ledger;
        this.counters = counters;
        this.trusted = trusted;
    }

    @Nullable
    OpenChunk useIfOpen(ChunkKey key) {
        return open.use(key);
    }

    void release(ChunkKey key, OpenChunk chunk) {
        open.release(key, chunk);
    }

    PinnedChunk pin(ChunkKey key, OpenChunk chunk) {
        return new ChunkPin(open, key, chunk);
    }

    List<Integer> openOf(CookieId cookie) {
        return open.openOf(cookie);
    }

    int openCount() {
        return open.size();
    }

    /** The chunk with one more user; null when there is none of the object's generation. */
    @Nullable
    OpenChunk use(ChunkKey key, ChunkName name, ObjectIdentity object) throws IOException {
        OpenChunk chunk = open.use(key);
        if (chunk != null && !chunk.isOf(object)) {
            release(key, chunk);
            return null;
        }
        if (chunk == null) {
            chunk = load(name, object);
            if (chunk != null) {
                open.add(key, chunk);
            }
        } else {
            open.keep(key, chunk);
        }
        return chunk;
    }

    /** The chunk whatever its generation is, with one more user, not added to the open ones; null when there is none. */
    @Nullable
    OpenChunk useAny(ChunkKey key, ChunkName name) throws IOException {
        OpenChunk chunk = open.use(key);
        return chunk == null ? load(name, null) : chunk;
    }

    /** The object's chunk, made when missing, in a file in which no block of {@code range} was ever dropped. */
    OpenChunk useForWrite(ChunkKey key, ChunkName name, ObjectIdentity object, BlockRange range) throws IOException {
        OpenChunk chunk = useAny(key, name);
        if (chunk != null && !chunk.isOf(object)) {
            try {
                discard(key, chunk);
            } finally {
                release(key, chunk);
            }
            chunk = null;
        }
        if (chunk == null) {
            chunk = create(name, object);
            open.add(key, chunk);
        } else if (chunk.hasDropped(range)) {
            chunk = moveToNewFile(key, chunk);
        } else if (!open.has(key, chunk)) {
            open.add(key, chunk);
        } else {
            open.keep(key, chunk);
        }
        return chunk;
    }

    private @Nullable OpenChunk load(ChunkName name, @Nullable ObjectIdentity wanted) throws IOException {
        ChunkFile file = files.open(name);
        if (file == null) {
            return null;
        }
        boolean taken = false;
        try {
            ChunkHeader header = file.readHeader();
            if (header == null || !isAt(header, name)) {
                counters.headersDropped.increment();
                files.delete(name);
                return null;
            }
            ObjectIdentity object = header.object();
            if (wanted != null
                    && !(object.generation().equals(wanted.generation())
                            && object.objectSize() == wanted.objectSize()
                            && object.volumeKey().equals(wanted.volumeKey())
                            && object.objectKey().equals(wanted.objectKey()))) {
                return null;
            }
            int blocks = ChunkLayout.blocks(layout.bytesIn(name.chunk(), object.objectSize()));
            ChunkMap map = ChunkMap.read(file, blocks, header.dropped(), trusted);
            OpenChunk chunk = chunk(name, header, file, map);
            taken = true;
            ledger.found(name, chunk.presentBytes());
            counters.opens.increment();
            return chunk;
        } finally {
            if (!taken) {
                file.release();
            }
        }
    }

    private boolean isAt(ChunkHeader header, ChunkName name) {
        return header.chunkBytes() == layout.chunkBytes()
                && header.chunk() == name.chunk()
                && ChunkName.of(header.object(), header.chunk()).equals(name);
    }

    private OpenChunk create(ChunkName name, ObjectIdentity object) throws IOException {
        ChunkHeader header = new ChunkHeader(name.chunk(), layout.chunkBytes(), 0, object, DroppedBlocks.NONE);
        ChunkFile file = files.create(name, draft -> draft.writeHeader(header));
        int blocks = ChunkLayout.blocks(layout.bytesIn(name.chunk(), object.objectSize()));
        ledger.created(name);
        counters.opens.increment();
        return chunk(name, header, file, ChunkMap.empty(blocks));
    }

    private OpenChunk chunk(ChunkName name, ChunkHeader header, ChunkFile file, ChunkMap map) {
        ReentrantLock lock = locks.of(name);
        return new OpenChunk(name, header, file, map, lock, ledger, counters);
    }

    /** Gives the use of {@code old} back. */
    private OpenChunk moveToNewFile(ChunkKey key, OpenChunk old) throws IOException {
        try {
            OpenChunk moved = old.over(files.create(old.name(), old::copyTo));
            old.supersede(OpenChunk.State.REPLACED);
            open.remove(key, old);
            open.add(key, moved);
            return moved;
        } finally {
            release(key, old);
        }
    }

    /** Applies a fence to a chunk of its base. On failure the file is deleted, or keeps its old label. */
    void relabel(ChunkKey key, OpenChunk chunk, Fence fence) throws IOException {
        OpenChunk next;
        try {
            next = chunk.fenced(fence);
        } catch (IOException e) {
            discard(key, chunk);
            throw e;
        }
        if (open.has(key, chunk)) {
            open.remove(key, chunk);
            open.add(key, next);
        }
        release(key, next);
    }

    /** Deletes the file; pins keep what they have. */
    void discard(ChunkKey key, OpenChunk chunk) throws IOException {
        forget(key, chunk, OpenChunk.State.FENCED);
        files.delete(chunk.name());
        ledger.removed(chunk.name(), chunk.presentBytes());
    }

    /** Whether anybody reads or writes the chunk. */
    boolean isPinned(ChunkKey key) {
        return open.isPinned(key);
    }

    /** Deletes the file, if there is one: what comes next begins anew, in the same generation or in another one. */
    boolean cull(ChunkKey key, ChunkName name) throws IOException {
        OpenChunk chunk = useAny(key, name);
        if (chunk == null) {
            return false;
        }
        try {
            forget(key, chunk, OpenChunk.State.REPLACED);
            files.delete(name);
            ledger.removed(name, chunk.presentBytes());
            return true;
        } finally {
            release(key, chunk);
        }
    }

    /** Leaves the file as it is; the next use opens it again. */
    void forget(ChunkKey key, OpenChunk chunk, OpenChunk.State state) {
        chunk.supersede(state);
        open.remove(key, chunk);
    }

    /** All locks are held. {@code volume} as it is encoded, or null for all. */
    void forgetAll(@Nullable String volume, OpenChunk.State state) {
        open.removeAll(volume, state);
    }
}
