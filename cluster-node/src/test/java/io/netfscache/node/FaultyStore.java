package io.netfscache.node;

import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.DirectoryStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.PinnedChunk;
import io.netfscache.node.store.StoreConfig;
import io.netfscache.node.store.StoreException;
import io.netfscache.node.store.StoreLimits;
import io.netfscache.node.store.StoreStats;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node's real store, but for objects whose keys begin with the name of a fault: for those, broken stores. */
final class FaultyStore implements BackingStore {
    static final String FULL_DISK = "full-disk";
    static final String FULL_CACHE = "full-cache";
    static final String CLOSED = "closed";
    static final String BROKEN_DISK = "broken-disk";
    static final String SLOW_DISK = "slow-disk";

    private final BackingStore real;
    private final DirectoryStore full;
    private final DirectoryStore fullCache;
    private final DirectoryStore closed;
    /** An object of the slow disk, whose chunks are opened again for each read. */
    volatile CookieId slow = CookieId.LOWEST;
    /** Whoever has opened a chunk of a slow disk waits for this. */
    volatile CountDownLatch opened = new CountDownLatch(0);
    /** Counted down when somebody waits. */
    volatile CountDownLatch waiting = new CountDownLatch(1);

    FaultyStore(BackingStore real, Path folder) {
        this.real = real;
        try {
            full = store(folder.resolve(FULL_DISK), 100, StoreConfig.NO_LIMIT);
            fullCache = store(folder.resolve(FULL_CACHE), 0, Limits.BLOCK_BYTES);
            closed = store(folder.resolve(CLOSED), 0, StoreConfig.NO_LIMIT);
            closed.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static DirectoryStore store(Path root, int bstopPercent, long maxBytes) throws IOException {
        StoreConfig config = new StoreConfig(
                root, Limits.DEFAULT_CHUNK_BYTES, bstopPercent, StoreLimits.DEFAULT_OPEN_CHUNKS, maxBytes);
        return DirectoryStore.open(config, Runnable::run, System::nanoTime);
    }

    private static boolean is(ObjectIdentity object, String fault) {
        return new String(object.objectKey().toArray(), StandardCharsets.UTF_8).startsWith(fault);
    }

    private BackingStore of(ObjectIdentity object) {
        if (is(object, FULL_DISK)) {
            return full;
        }
        if (is(object, FULL_CACHE)) {
            return fullCache;
        }
        return is(object, CLOSED) ? closed : real;
    }

    @Override
    public @Nullable PinnedChunk pinIfOpen(CookieId cookie, int chunk) {
        return cookie.equals(slow) ? null : real.pinIfOpen(cookie, chunk);
    }

    @Override
    public @Nullable PinnedChunk open(ObjectIdentity object, int chunk) throws IOException {
        if (is(object, BROKEN_DISK)) {
            throw new IOException("Input/output error");
        }
        PinnedChunk chunkFile = of(object).open(object, chunk);
        if (is(object, SLOW_DISK)) {
            waiting.countDown();
            try {
                if (!opened.await(60, TimeUnit.SECONDS)) {
                    throw new AssertionError("the test does not let go of the slow disk");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return chunkFile;
    }

    @Override
    public int write(
            ObjectIdentity object, int chunk, long offset, ByteBuffer payload, Checksums checksums, boolean modified)
            throws StoreException {
        return of(object).write(object, chunk, offset, payload, checksums, modified);
    }

    @Override
    public void fence(Fence fence) throws IOException {
        real.fence(fence);
    }

    @Override
    public int scrub(ObjectIdentity object, int chunk, long offset, int length) throws IOException {
        return of(object).scrub(object, chunk, offset, length);
    }

    @Override
    public Bytes presence(ObjectIdentity object, int chunk) throws IOException {
        return of(object).presence(object, chunk);
    }

    @Override
    public long presentBytes(ObjectIdentity object, int chunk) throws IOException {
        return of(object).presentBytes(object, chunk);
    }

    @Override
    public boolean holds(String volumeKey, Bytes objectKey) throws IOException {
        return real.holds(volumeKey, objectKey);
    }

    @Override
    public int cull(String volumeKey, Bytes objectKey) throws IOException {
        return real.cull(volumeKey, objectKey);
    }

    @Override
    public StoreStats stats() {
        return real.stats();
    }

    @Override
    public int busyFiles() {
        return real.busyFiles();
    }

    @Override
    public void close() throws IOException {
        full.close();
        fullCache.close();
        real.close();
    }
}
