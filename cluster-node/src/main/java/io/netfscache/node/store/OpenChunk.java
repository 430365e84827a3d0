package io.netfscache.node.store;

import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A chunk in memory under one label and in one file. A fence makes another open chunk over the same file, a refill of
 * dropped blocks makes another over a new file; this one then serves its pins to their end but changes no more. So a
 * reader needs no lock, and the bytes it sees never change.
 *
 * <p>Each block is written by one writer: it reserves the block in {@code filling} under the object's lock, writes the
 * bytes without the lock, and then, under the lock again, writes checksum and bit. A writer that finds its chunk
 * superseded at that point has written to blocks that nobody will use: {@link #fenced} counts them as dropped.
 */
final class OpenChunk {
    /** What has become of the chunk. */
    enum State {
        LIVE,
        /** The same contents live on in another open chunk: start over there. */
        REPLACED,
        /** The contents are no longer wanted. */
        FENCED
    }

    /** From {@link #fill}: not stored, look at {@link #state}. */
    static final int SUPERSEDED = -1;

    private final ChunkName name;
    private final ObjectIdentity object;
    private final ChunkFile file;
    private final int bytes;
    private final ChunkMap map;
    private final ReentrantLock lock;
    private final SpaceLedger ledger;
    private final StoreCounters counters;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile State state = State.LIVE;

    // Guarded by lock.
    private final BlockSet filling;
    private ChunkHeader header;
    /** Whether no power loss brings the file back with a header that is not dirty. */
    private boolean dirtyOnDisk;

    /** Takes over one use of {@code file}; the caller is the first user and releases it. */
    OpenChunk(
            ChunkName name,
            ChunkHeader header,
            ChunkFile file,
            ChunkMap map,
            ReentrantLock lock,
            SpaceLedger ledger,
            StoreCounters counters) {
        this.name = name;
        this.header = header;
        this.object = header.object();
        this.file = file;
        this.bytes = file.layout().bytesIn(name.chunk(), object.objectSize());
        this.map = map;
        this.lock = lock;
        this.ledger = ledger;
        this.counters = counters;
        this.filling = new BlockSet(map.blocks());
    }

    ChunkName name() {
        return name;
    }

    ObjectIdentity object() {
        return object;
    }

    ObjectGeneration generation() {
        return object.generation();
    }

    boolean isOf(ObjectIdentity other) {
        return object.generation().equals(other.generation()) && object.objectSize() == other.objectSize();
    }

    ChunkFile file() {
        return file;
    }

    ChunkMap map() {
        return map;
    }

    /** Bytes of the object in this chunk. */
    int bytes() {
        return bytes;
    }

    long presentBytes() {
        return map.presentBytes(bytes);
    }

    State state() {
        return state;
    }

    /** False when the last user has gone. */
    boolean retain() {
        int count;
        do {
            count = users.get();
            if (count == 0) {
                return false;
            }
        } while (!users.compareAndSet(count, count + 1));
        return true;
    }

    int users() {
        return users.get();
    }

    /** True for the last user, who then has to forget it; the file is closed. */
    boolean release() {
        if (users.decrementAndGet() > 0) {
            return false;
        }
        file.release();
        return true;
    }

    /** Lock held. From now on it changes no more. */
    void supersede(State next) {
        state = next;
    }

    /** Lock held. Whether blocks of the range have been dropped, so that storing them takes a new file. */
    boolean hasDropped(BlockRange range) {
        return header.dropped().intersects(range);
    }

    /**
     * Stores the missing blocks of the payload that nobody else is storing.
     *
     * @param modified whether the chunk has to be dirty before
     * @return bytes stored, or {@link #SUPERSEDED}
     */
    int fill(BlockRange range, ByteBuffer payload, Checksums sums, boolean modified) throws IOException {
        List<BlockRange> mine = reserve(range, modified);
        if (mine == null) {
            return SUPERSEDED;
        }
        boolean written = false;
        try {
            for (BlockRange run : mine) {
                int start = payload.position() + (run.from() - range.from()) * Limits.BLOCK_BYTES;
                int end = Math.min(payload.limit(), start + run.count() * Limits.BLOCK_BYTES);
                file.writeData(
                        (long) run.from() * Limits.BLOCK_BYTES,
                        payload.duplicate().limit(end).position(start));
            }
            written = true;
        } finally {
            if (!written) {
                giveUp(mine);
            }
        }
        return publish(mine, range.from(), sums);
    }

    /**
     * Null when superseded: a successor over the same file would not know of the blocks. The mark is made under the same
     * lock: a fence that takes it away afterwards finds the blocks reserved and drops them.
     */
    private @Nullable List<BlockRange> reserve(BlockRange range, boolean modified) throws IOException {
        List<BlockRange> mine = new ArrayList<>();
        lock.lock();
        try {
            if (state != State.LIVE) {
                return null;
            }
            int block = map.present().next(range.from(), range.to(), false);
            while (block < range.to()) {
                int end = map.present().next(block, range.to(), true);
                int free = filling.next(block, end, false);
                while (free < end) {
                    int freeEnd = filling.next(free, end, true);
                    mine.add(new BlockRange(free, freeEnd));
                    free = filling.next(freeEnd, end, false);
                }
                block = map.present().next(end, range.to(), false);
            }
            if (modified && !mine.isEmpty()) {
                markDirty();
            }
            mine.forEach(run -> filling.add(run.from(), run.to()));
        } finally {
            lock.unlock();
        }
        return mine;
    }

    private void markDirty() throws IOException {
        if (!dirtyOnDisk) {
            header = header.dirty(true);
            file.writeHeaderForced(header);
            dirtyOnDisk = true;
        }
    }

    private void giveUp(List<BlockRange> mine) {
        lock.lock();
        try {
            mine.forEach(run -> filling.remove(run.from(), run.to()));
        } finally {
            lock.unlock();
        }
    }

    private int publish(List<BlockRange> mine, int firstBlock, Checksums sums) throws IOException {
        lock.lock();
        try {
            mine.forEach(run -> filling.remove(run.from(), run.to()));
            if (state != State.LIVE) {
                return SUPERSEDED;
            }
            // A drop meanwhile may have taken the holes between two dropped blocks as well.
            mine.removeIf(this::hasDropped);
            long before = presentBytes();
            map.publish(file, mine, firstBlock, sums);
            int stored = (int) (presentBytes() - before);
            ledger.changed(name, stored);
            return stored;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Compares present blocks with their checksums and drops the bad ones.
     *
     * @param all false: only those unchecked
     * @return blocks dropped
     */
    int verify(BlockRange range, boolean all) throws IOException {
        int dropped = 0;
        BlockSet blocks = map.toCheck(all);
        int most = StoreLimits.CHECK_BYTES / Limits.BLOCK_BYTES;
        int block = blocks.next(range.from(), range.to(), true);
        while (block < range.to()) {
            int end = blocks.next(block, Math.min(range.to(), block + most), false);
            dropped += verifyRun(new BlockRange(block, end));
            block = blocks.next(end, range.to(), true);
        }
        return dropped;
    }

    private int verifyRun(BlockRange run) throws IOException {
        int start = run.from() * Limits.BLOCK_BYTES;
        ByteBuffer contents = ByteBuffer.allocate(Math.min(bytes - start, run.count() * Limits.BLOCK_BYTES));
        file.readData(start, contents);
        Checksums found = Checksums.compute(contents.clear());
        List<BlockRange> bad = new ArrayList<>();
        for (int block = run.from(); block < run.to(); block++) {
            if (found.at(block - run.from()) != map.checksum(block)) {
                bad.add(new BlockRange(block, block + 1));
            }
        }
        lock.lock();
        try {
            int dropped = drop(bad);
            map.checked(run);
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Lock held. Also when the header cannot be written the blocks are gone from memory. */
    private int drop(List<BlockRange> bad) throws IOException {
        bad.removeIf(range -> !map.present().contains(range.from()));
        if (bad.isEmpty()) {
            return 0;
        }
        long before = presentBytes();
        header = header.dropping(bad);
        map.remove(header.dropped());
        counters.corruptBlocksDropped.add(bad.size());
        if (state == State.LIVE) {
            ledger.changed(name, presentBytes() - before);
            file.writeHeader(header);
        }
        return bad.size();
    }

    /**
     * Lock held. Drops what the fence says and labels the file anew. It stays dirty while somebody goes on modifying the
     * object.
     *
     * @return the chunk under its new label, with the caller as its user
     */
    OpenChunk fenced(Fence fence) throws IOException {
        int newBytes = file.layout().bytesIn(name.chunk(), fence.objectSize());
        ChunkHeader next = header.labelled(object.relabelled(fence.next(), fence.objectSize(), fence.aux()))
                .dirty(header.isDirty() && fence.modified())
                .dropping(givenUpBy(fence, newBytes));
        file.writeHeader(next);
        ChunkMap nextMap = map.copy(ChunkLayout.blocks(newBytes), next.dropped());
        OpenChunk chunk = new OpenChunk(name, next, file.retain(), nextMap, lock, ledger, counters);
        chunk.dirtyOnDisk = dirtyOnDisk && next.isDirty();
        ledger.changed(name, chunk.presentBytes() - presentBytes());
        state = State.FENCED;
        return chunk;
    }

    /** The used blocks that the new contents do not have, and those whose writers do not know of the fence yet. */
    private List<BlockRange> givenUpBy(Fence fence, int newBytes) {
        BlockSet used = map.present().copy();
        List<BlockRange> givenUp = runs(filling, 0, map.blocks());
        givenUp.forEach(run -> used.add(run.from(), run.to()));

        long whole = (long) map.blocks() * Limits.BLOCK_BYTES;
        long start = (long) name.chunk() * file.layout().chunkBytes();
        long from = Math.min(whole, Math.max(0, fence.dropped().start() - start));
        long to = Math.min(whole, Math.max(0, fence.dropped().end() - start));
        if (from < to) {
            givenUp.addAll(runs(used, (int) (from / Limits.BLOCK_BYTES), ChunkLayout.blocks(to)));
        }
        // What is beyond the new end would come back with the next growth; a block cut by either end has another
        // length.
        if (newBytes != bytes) {
            givenUp.addAll(runs(used, Math.min(bytes, newBytes) / Limits.BLOCK_BYTES, map.blocks()));
        }
        return givenUp;
    }

    private static List<BlockRange> runs(BlockSet blocks, int from, int to) {
        List<BlockRange> runs = new ArrayList<>();
        int start = blocks.next(from, to, true);
        while (start < to) {
            int end = blocks.next(start, to, false);
            runs.add(new BlockRange(start, end));
            start = blocks.next(end, to, true);
        }
        return runs;
    }

    /** Lock held. Copies label and present blocks into a new file, in which no block is dropped. */
    void copyTo(ChunkFile target) throws IOException {
        for (BlockRange run : runs(map.present(), 0, map.blocks())) {
            file.copyData(run, target);
        }
        map.writeTo(target);
        target.writeHeader(header.withoutDropped());
    }

    /** Lock held. This chunk over the file that {@link #copyTo} has made; takes over one use of it. */
    OpenChunk over(ChunkFile target) {
        ChunkMap copy = map.copy(map.blocks(), DroppedBlocks.NONE);
        OpenChunk moved = new OpenChunk(name, header.withoutDropped(), target, copy, lock, ledger, counters);
        // The new file never had another header: after a power loss it is dirty or none.
        moved.dirtyOnDisk = header.isDirty();
        return moved;
    }
}
