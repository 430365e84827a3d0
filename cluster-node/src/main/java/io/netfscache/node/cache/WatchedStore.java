package io.netfscache.node.cache;

import io.netfscache.node.NodeException;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.PinnedChunk;
import io.netfscache.node.store.StoreException;
import io.netfscache.node.store.StoreStats;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The store of a cache that is in service: tells the cache of its errors. A request that was under way when the cache was
 * taken out of service fails for that reason, with a {@link NodeException}.
 */
public final class WatchedStore implements BackingStore {
    private final BackingStore store;
    private final Cache cache;

    WatchedStore(BackingStore store, Cache cache) {
        this.store = store;
        this.cache = cache;
    }

    /** Tells the cache, and gives the error back. */
    IOException heardOf(IOException error) {
        if (!(error instanceof StoreException refused)) {
            cache.hadError(this, error);
        } else if (refused.reason() == Reason.DISK_ERROR) {
            cache.hadError(this, refused.getCause() instanceof IOException cause ? cause : refused);
        } else if (refused.reason() == Reason.SHUTTING_DOWN) {
            cache.requireOnline(this);
        }
        return error;
    }

    @Override
    public @Nullable PinnedChunk pinIfOpen(CookieId cookie, int chunk) {
        PinnedChunk pin = store.pinIfOpen(cookie, chunk);
        return pin == null ? null : new WatchedPin(pin, this);
    }

    @Override
    public @Nullable PinnedChunk open(ObjectIdentity object, int chunk) throws IOException {
        try {
            PinnedChunk pin = store.open(object, chunk);
            if (pin == null) {
                // A store that is closed has nothing: that is no miss.
                cache.requireOnline(this);
                return null;
            }
            return new WatchedPin(pin, this);
        } catch (IOException e) {
            throw heardOf(e);
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
        try {
            return store.write(object, chunk, offsetInChunk, payload, checksums, modified);
        } catch (StoreException e) {
            heardOf(e);
            throw e;
        }
    }

    @Override
    public void fence(Fence fence) throws IOException {
        try {
            store.fence(fence);
        } catch (IOException e) {
            throw heardOf(e);
        }
    }

    @Override
    public int scrub(ObjectIdentity object, int chunk, long offsetInChunk, int length) throws IOException {
        try {
            return store.scrub(object, chunk, offsetInChunk, length);
        } catch (IOException e) {
            throw heardOf(e);
        }
    }

    @Override
    public Bytes presence(ObjectIdentity object, int chunk) throws IOException {
        try {
            return store.presence(object, chunk);
        } catch (IOException e) {
            throw heardOf(e);
        }
    }

    @Override
    public long presentBytes(ObjectIdentity object, int chunk) throws IOException {
        try {
            return store.presentBytes(object, chunk);
        } catch (IOException e) {
            throw heardOf(e);
        }
    }

    @Override
    public boolean holds(String volumeKey, Bytes objectKey) throws IOException {
        try {
            return store.holds(volumeKey, objectKey);
        } catch (IOException e) {
            throw heardOf(e);
        }
    }

    @Override
    public int cull(String volumeKey, Bytes objectKey) throws IOException {
        try {
            return store.cull(volumeKey, objectKey);
        } catch (IOException e) {
            throw heardOf(e);
        }
    }

    @Override
    public StoreStats stats() {
        return store.stats();
    }

    @Override
    public int busyFiles() {
        return store.busyFiles();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
