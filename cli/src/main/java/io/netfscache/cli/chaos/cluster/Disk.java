package io.netfscache.cli.chaos.cluster;

import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.PinnedChunk;
import io.netfscache.node.store.StoreException;
import io.netfscache.node.store.StoreStats;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A store whose disk is full while somebody says so: it takes no bytes, and does everything else as ever. */
record Disk(BackingStore store, BooleanSupplier full) implements BackingStore {
    @Override
    public int write(
            ObjectIdentity object,
            int chunk,
            long offsetInChunk,
            ByteBuffer payload,
            Checksums checksums,
            boolean modified)
            throws StoreException {
        if (full.getAsBoolean()) {
            throw StoreException.ofDisk("chaos", new IOException("No space left on device"));
        }
        return store.write(object, chunk, offsetInChunk, payload, checksums, modified);
    }

    @Override
    public @Nullable PinnedChunk pinIfOpen(CookieId cookie, int chunk) {
        return store.pinIfOpen(cookie, chunk);
    }

    @Override
    public @Nullable PinnedChunk open(ObjectIdentity object, int chunk) throws IOException {
        return store.open(object, chunk);
    }

    @Override
    public void fence(Fence fence) throws IOException {
        store.fence(fence);
    }

    @Override
    public int scrub(ObjectIdentity object, int chunk, long offsetInChunk, int length) throws IOException {
        return store.scrub(object, chunk, offsetInChunk, length);
    }

    @Override
    public Bytes presence(ObjectIdentity object, int chunk) throws IOException {
        return store.presence(object, chunk);
    }

    @Override
    public long presentBytes(ObjectIdentity object, int chunk) throws IOException {
        return store.presentBytes(object, chunk);
    }

    @Override
    public boolean holds(String volumeKey, Bytes objectKey) throws IOException {
        return store.holds(volumeKey, objectKey);
    }

    @Override
    public int cull(String volumeKey, Bytes objectKey) throws IOException {
        return store.cull(volumeKey, objectKey);
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
