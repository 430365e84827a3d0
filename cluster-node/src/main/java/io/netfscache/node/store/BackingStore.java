package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps chunks of objects on the node's disk, each labelled with the generation whose bytes it has. It knows nothing
 * about which generation is current: callers name the one they mean and get that one or nothing.
 *
 * <p>All methods may be called from any thread. Only {@link #pinIfOpen} and {@link #stats} never block; the others do
 * I/O and belong on worker threads. Operations on one object are atomic with regard to each other, but a write is not
 * atomic as a whole: each of its blocks is.
 */
public interface BackingStore extends AutoCloseable {
    /**
     * Pins a chunk that is in memory. No I/O, no lock. The caller compares {@link PinnedChunk#generation} with the one
     * it may serve, and closes the pin.
     *
     * @return null when the chunk is not open: {@link #open} it
     */
    @Nullable
    PinnedChunk pinIfOpen(CookieId cookie, int chunk);

    /**
     * Opens a chunk, or pins it when it is open already.
     *
     * @return null when there is no file of exactly this generation; one of another generation is left alone
     */
    @Nullable
    PinnedChunk open(ObjectIdentity object, int chunk) throws IOException;

    /** Stores bytes of the origin: a fill. */
    default int write(ObjectIdentity object, int chunk, long offsetInChunk, ByteBuffer payload, Checksums checksums)
            throws StoreException {
        return write(object, chunk, offsetInChunk, payload, checksums, false);
    }

    /**
     * Stores the blocks of {@code payload} that are missing; present ones stay as they are. A file of another
     * generation is replaced.
     *
     * @param offsetInChunk in bytes, a multiple of a block
     * @param payload whole blocks, but for one that ends where the object does; its position stays as it was
     * @param checksums one per block of the payload, compared first
     * @param modified whether a client has changed these bytes: that the chunk is dirty is on the disk before the first of
     *     them is written (COHERENCE 7.3), and stays there until a fence says that nobody modifies the object any more
     * @return bytes newly stored
     * @throws StoreException EINVAL with CHECKSUM or MALFORMED; ENOBUFS with BELOW_BSTOP, DISK_ERROR or SHUTTING_DOWN; ESTALE when
     *     the object was fenced meanwhile. Nothing is stored then
     */
    int write(
            ObjectIdentity object,
            int chunk,
            long offsetInChunk,
            ByteBuffer payload,
            Checksums checksums,
            boolean modified)
            throws StoreException;

    /**
     * Applies a fence (COHERENCE 3.1). When it returns no call that starts later gives bytes of {@code base}, but for
     * pins taken before, which keep working on what they have. Applying it again changes nothing. One of a volume that
     * stays in its generation drops nothing: the volume has other coherency data now.
     *
     * @throws IOException the disk failed; files that could not be relabelled keep their old label
     */
    void fence(Fence fence) throws IOException;

    /**
     * Reads blocks again and drops those that do not match their checksum.
     *
     * @return blocks dropped
     */
    int scrub(ObjectIdentity object, int chunk, long offsetInChunk, int length) throws IOException;

    /** One bit per block of the chunk that is present, empty when there is no such chunk. */
    Bytes presence(ObjectIdentity object, int chunk) throws IOException;

    /** Bytes of the object that are present in the chunk. */
    long presentBytes(ObjectIdentity object, int chunk) throws IOException;

    /** Whether there is any chunk file of the object, of whatever generation. Lists a folder of some hundred names. */
    boolean holds(String volumeKey, Bytes objectKey) throws IOException;

    /**
     * Deletes the chunks of an object, of whatever generation: nobody misses what can be read from the origin.
     *
     * @return chunks deleted
     * @throws StoreException EBUSY when one of them is pinned or being written: nothing is deleted then
     */
    int cull(String volumeKey, Bytes objectKey) throws IOException;

    StoreStats stats();

    /** Files of it that are open, and jobs in its directory. 0 some time after {@link #close}: when the last pin is gone. */
    default int busyFiles() {
        return 0;
    }

    /**
     * Stops the store and marks its directory as cleanly closed. Later calls get nothing or ENOBUFS; pins stay good
     * until they are closed.
     */
    @Override
    void close() throws IOException;
}
