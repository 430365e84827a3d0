package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A {@link BackingStore} in a directory of the local disk; one store at a time. The package says how it works. */
public final class DirectoryStore implements BackingStore {
    private final Path root;
    private final DirectoryLock directoryLock;
    private final ChunkLayout layout;
    private final ChunkFiles files;
    private final VolumeFiles volumeFiles;
    private final ChunkTable chunks;
    private final FreeSpace freeSpace;
    private final BackgroundWork work;
    private final StoreFences fences;
    private final Culling culling;
    private final ObjectLocks locks = new ObjectLocks();
    private final SpaceLedger ledger = new SpaceLedger();
    private final Quota quota;
    private final StoreCounters counters = new StoreCounters();
    private volatile boolean closed;

    private DirectoryStore(
            StoreConfig config,
            long foundAtMost,
            DirectoryLock directoryLock,
            boolean trusted,
            Executor background,
            LongSupplier clock)
            throws IOException {
        this.root = config.root();
        this.directoryLock = directoryLock;
        this.layout = new ChunkLayout(config.chunkBytes());
        this.files = new ChunkFiles(root, layout, background);
        this.volumeFiles = new VolumeFiles(root);
        this.chunks = new ChunkTable(config, files, locks, ledger, counters, trusted, background);
        this.freeSpace = new FreeSpace(root, config.bstopPercent(), clock);
        this.quota = new Quota(config.maxBytes(), foundAtMost, ledger);
        this.work = new BackgroundWork(background, files, ledger, () -> closed);
        this.fences = new StoreFences(layout, files, volumeFiles, chunks, locks, ledger, work, () -> closed);
        this.culling = new Culling(files, chunks, locks, () -> closed);
    }

    /**
     * Opens the store of a directory, or makes one. Looks at no chunk file; after an unclean stop they are counted in the
     * background. Until that is done a store with a limit takes no writes, because nobody knows what is left of it.
     *
     * @param background runs closing, deleting and counting; stays the caller's
     * @param nanoClock monotonic, in nanoseconds
     * @throws IOException the directory cannot be used, or another store has it
     */
    public static DirectoryStore open(StoreConfig config, Executor background, LongSupplier nanoClock)
            throws IOException {
        return open(config, StoreLimits.UNKNOWN_BYTES, background, nanoClock);
    }

    /**
     * As the other; but a store with a limit takes writes while it counts, as far as there is room in any case.
     *
     * @param foundAtMost bytes of disk that earlier runs have left here, at most
     */
    public static DirectoryStore open(StoreConfig config, long foundAtMost, Executor background, LongSupplier nanoClock)
            throws IOException {
        Files.createDirectories(config.root());
        DirectoryLock lock = DirectoryLock.tryTake(config.root().resolve("lock"));
        if (lock == null) {
            throw new IOException("cache directory " + config.root().toAbsolutePath()
                    + " is in use by another node; stop that node or give this one a directory of its own");
        }
        boolean opened = false;
        try {
            boolean trusted = CleanMarker.take(config.root());
            DirectoryStore store = new DirectoryStore(config, foundAtMost, lock, trusted, background, nanoClock);
            store.work.startDeletion(store.files.leftovers());
            if (!SpaceUsage.restore(config.root(), trusted, store.ledger)) {
                store.count();
            }
            opened = true;
            return store;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private void count() throws IOException {
        if (files.volumes().isEmpty()) {
            ledger.scanned();
        } else {
            work.startScan(this::enter);
        }
    }

    @Override
    public @Nullable PinnedChunk pinIfOpen(CookieId cookie, int chunk) {
        ChunkKey key = new ChunkKey(cookie, chunk);
        OpenChunk open = chunks.useIfOpen(key);
        return open == null ? null : chunks.pin(key, open);
    }

    @Override
    public @Nullable PinnedChunk open(ObjectIdentity object, int chunk) throws IOException {
        ChunkKey key = new ChunkKey(object.cookieId(), chunk);
        OpenChunk open = use(key, object);
        return open == null ? null : chunks.pin(key, open);
    }

    private @Nullable OpenChunk use(ChunkKey key, ObjectIdentity object) throws IOException {
        ChunkName name = ChunkName.of(object, key.chunk());
        ReentrantLock lock = locks.of(name);
        lock.lock();
        try {
            return closed ? null : chunks.use(key, name, object);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int write(
            ObjectIdentity object,
            int chunk,
            long offsetInChunk,
            ByteBuffer payload,
            Checksums checksums,
            boolean modified)
            throws StoreException {
        BlockRange range = WriteCheck.range(layout, object, chunk, offsetInChunk, payload, checksums);
        ChunkKey key = new ChunkKey(object.cookieId(), chunk);
        ChunkName name = ChunkName.of(object, chunk);
        try {
            if (!freeSpace.isAboveBstop()) {
                throw new StoreException(
                        ErrorCode.ENOBUFS, Reason.BELOW_BSTOP, "the disk of " + root + " is nearly full");
            }
            int bytes = payload.remaining();
            quota.reserve(bytes);
            try {
                return write(key, name, object, range, payload, checksums, modified);
            } finally {
                quota.release(bytes);
            }
        } catch (IOException e) {
            throw StoreException.ofDisk("cannot store a chunk below " + root, e);
        }
    }

    private int write(
            ChunkKey key,
            ChunkName name,
            ObjectIdentity object,
            BlockRange range,
            ByteBuffer payload,
            Checksums checksums,
            boolean modified)
            throws IOException {
        for (int attempt = 0; attempt < StoreLimits.MAX_WRITE_ATTEMPTS; attempt++) {
            OpenChunk chunk = useForWrite(key, name, object, range);
            try {
                int stored = fill(key, chunk, range, payload, checksums, modified);
                if (stored > 0) {
                    counters.writes.increment();
                    counters.bytesWritten.add(stored);
                }
                if (stored != OpenChunk.SUPERSEDED) {
                    return stored;
                }
                if (chunk.state() == OpenChunk.State.FENCED) {
                    throw new StoreException(
                            ErrorCode.ESTALE, Reason.WRONG_GENERATION, "the object was fenced while it was stored");
                }
            } finally {
                chunks.release(key, chunk);
            }
        }
        // Dropping the bytes is always right, and the blocks that go bad under us all the time are not worth a loop.
        return 0;
    }

    private OpenChunk useForWrite(ChunkKey key, ChunkName name, ObjectIdentity object, BlockRange range)
            throws IOException {
        ReentrantLock lock = locks.of(name);
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the store is closed");
            }
            volumeFiles.written(object);
            return chunks.useForWrite(key, name, object, range);
        } finally {
            lock.unlock();
        }
    }

    private int fill(
            ChunkKey key, OpenChunk chunk, BlockRange range, ByteBuffer payload, Checksums checksums, boolean modified)
            throws IOException {
        try {
            return chunk.fill(range, payload, checksums, modified);
        } catch (IOException e) {
            // The descriptor may be closed (an interrupt does that) or the disk gone: begin with a new one next time.
            ReentrantLock lock = locks.of(chunk.name());
            lock.lock();
            try {
                if (chunk.state() == OpenChunk.State.LIVE) {
                    chunks.forget(key, chunk, OpenChunk.State.REPLACED);
                }
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    @Override
    public void fence(Fence fence) throws IOException {
        fences.apply(fence);
    }

    @Override
    public boolean holds(String volumeKey, Bytes objectKey) throws IOException {
        return culling.holds(volumeKey, objectKey);
    }

    @Override
    public int cull(String volumeKey, Bytes objectKey) throws IOException {
        return culling.cull(volumeKey, objectKey);
    }

    @Override
    public int scrub(ObjectIdentity object, int chunk, long offsetInChunk, int length) throws IOException {
        ChunkKey key = new ChunkKey(object.cookieId(), chunk);
        OpenChunk open = use(key, object);
        if (open == null) {
            return 0;
        }
        try {
            int first = (int) Math.max(0, offsetInChunk / Limits.BLOCK_BYTES);
            int end = Math.min(open.map().blocks(), ChunkLayout.blocks(offsetInChunk + length));
            return first < end ? open.verify(new BlockRange(first, end), true) : 0;
        } finally {
            chunks.release(key, open);
        }
    }

    @Override
    public Bytes presence(ObjectIdentity object, int chunk) throws IOException {
        ChunkKey key = new ChunkKey(object.cookieId(), chunk);
        OpenChunk open = use(key, object);
        if (open == null) {
            return Bytes.EMPTY;
        }
        try {
            return Bytes.of(open.map().present().toBitmap(0, open.map().blocks()));
        } finally {
            chunks.release(key, open);
        }
    }

    @Override
    public long presentBytes(ObjectIdentity object, int chunk) throws IOException {
        ChunkKey key = new ChunkKey(object.cookieId(), chunk);
        OpenChunk open = use(key, object);
        if (open == null) {
            return 0;
        }
        try {
            return open.presentBytes();
        } finally {
            chunks.release(key, open);
        }
    }

    @Override
    public StoreStats stats() {
        return new StoreStats(
                ledger.presentBytes(),
                ledger.chunks(),
                ledger.isComplete(),
                chunks.openCount(),
                counters.opens.sum(),
                counters.evictions.sum(),
                counters.corruptBlocksDropped.sum(),
                counters.headersDropped.sum(),
                counters.writes.sum(),
                counters.bytesWritten.sum());
    }

    @Override
    public int busyFiles() {
        return files.open() + work.running();
    }

    /** Has the next {@link #open} believe nothing that is on the disk, which had errors. No store has the directory. */
    public static void distrust(Path root) throws IOException {
        boolean unused = CleanMarker.take(root);
    }

    /** Enters a file of an earlier run into the ledger. */
    private void enter(ChunkName name) throws IOException {
        ReentrantLock lock = locks.of(name);
        lock.lock();
        try {
            if (closed || ledger.isEntered(name)) {
                return;
            }
            OpenChunk chunk = chunks.useAny(new ChunkKey(new CookieId(0, 0), -1), name);
            if (chunk != null) {
                chunk.release();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        locks.lockAll();
        try {
            if (closed) {
                return;
            }
            closed = true;
            chunks.forgetAll(null, OpenChunk.State.REPLACED);
        } finally {
            locks.unlockAll();
        }
        try {
            SpaceUsage.keep(root, ledger);
            CleanMarker.put(root);
        } finally {
            directoryLock.close();
        }
    }
}
