package io.netfscache;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads or writes cached bytes of one generation of an object, the one that was current when the operation began. Close
 * it when done. Safe for use by many threads; synchronous calls wait until the I/O has let go of the buffers, at most as
 * long as the deadlines of its parts allow, and leave an interrupt pending. Errors are {@link CacheException}s:
 *
 * <ul>
 *   <li>ESTALE: the object has been changed or invalidated since the operation began, or since its last write; begin anew
 *   <li>ENODATA: a hole ({@link MissingDataException})
 *   <li>ENOBUFS: not from the cache, or not to the cache, now; the reason says why
 *   <li>EINVAL: a mistake in the program: a misaligned or negative range, a read-only buffer, an operation that has ended
 *   <li>EIO: a node broke the protocol
 *   <li>ETIMEDOUT: a modifier's write of unknown outcome
 * </ul>
 *
 * <p>All calls come in four kinds: with one buffer or several (scatter and gather, at most 2 GiB - 1 bytes; one result for
 * all of them, of one generation), and synchronous or with an {@link IoTerminated} that is told exactly once. With that,
 * the buffers and the array must be left alone until it is told.
 */
public interface CacheOperation extends AutoCloseable {
    /**
     * The generation captured at the beginning, or of this operation's last write as a modifier. Bytes of a fill must have
     * been read from the origin after it was captured.
     */
    ObjectGeneration generation();

    /** Coherency data of this generation: only bytes of exactly this version of the origin's file may be written. */
    Bytes aux();

    /** Size of the object in this generation, in bytes. */
    long objectSize();

    /**
     * Whether the object is, as far as this client knows and may know, still of {@link #generation()}.
     * To be asked after bytes have been read from the origin, before they are used together with cached ones.
     */
    boolean isCurrent();

    /**
     * Reads cached bytes into the remaining space of {@code into} and moves its position past them (fscache_read).
     *
     * @param position in the object, in bytes
     * @return bytes read; fewer than there is space for at the object's end or, with {@link ReadHole#IGNORE}, a hole;
     *     0 at or beyond the end
     * @throws CacheException ESTALE when the object changed since the operation began, ENODATA for a hole with {@link
     *     ReadHole#FAIL}, ENOBUFS when the bytes cannot be had from the cache now. The contents of {@code into} from its
     *     position on are then undefined.
     */
    int read(long position, ByteBuffer into, ReadHole holes) throws CacheException;

    /** As {@link #read(long, ByteBuffer, ReadHole)}, into the remaining space of one buffer after the other. */
    int read(long position, ByteBuffer[] into, ReadHole holes) throws CacheException;

    /** As {@link #read(long, ByteBuffer, ReadHole)}, but tells {@code terminated} instead of returning or throwing. */
    void read(long position, ByteBuffer into, ReadHole holes, IoTerminated terminated);

    /** As {@link #read(long, ByteBuffer[], ReadHole)}, but tells {@code terminated} instead of returning or throwing. */
    void read(long position, ByteBuffer[] into, ReadHole holes, IoTerminated terminated);

    /**
     * Writes to the cache (fscache_write).
     *
     * <p>On a cookie that was not held with {@code willModify} when the operation began this is a <b>fill</b> with bytes of
     * the origin: blocks that are present stay as they are.
     *
     * <p>On one that was it is a <b>change</b>, of which the origin must have been told before. First the blocks are dropped
     * on every node and client, in one fence for the whole call, then the bytes are stored under the generation that makes;
     * the operation goes on in that generation, while I/O of all others ends with ESTALE, as do reads of this one that are
     * under way. Its writes are done one after the other. After ESTALE, ENOBUFS or ETIMEDOUT the cache may have the bytes of
     * before: begin anew and write again, or {@link Cookie#invalidate}; else the next new coherency data or size drops all
     * that is cached.
     *
     * @param position a multiple of 4096
     * @param from remaining bytes: a multiple of 4096, or up to the object's end. Its position moves past them.
     * @return bytes written
     * @throws CacheException EINVAL for a misaligned range, or one beyond the object's end: {@link Cookie#resize} it first.
     *     ESTALE when the object changed since the operation began. ENOBUFS when the node takes no bytes now, or for a
     *     modifier with {@link Advice#WRITE_NOCACHE}. ETIMEDOUT when it is not known after 30 s whether the blocks have been
     *     dropped.
     */
    int write(long position, ByteBuffer from) throws CacheException;

    /** As {@link #write(long, ByteBuffer)}, of the remaining bytes of one buffer after the other; only the sum is aligned. */
    int write(long position, ByteBuffer[] from) throws CacheException;

    /** As {@link #write(long, ByteBuffer)}, but tells {@code terminated} instead of returning or throwing. */
    void write(long position, ByteBuffer from, IoTerminated terminated);

    /** As {@link #write(long, ByteBuffer[])}, but tells {@code terminated} instead of returning or throwing. */
    void write(long position, ByteBuffer[] from, IoTerminated terminated);

    /**
     * Stores new coherency data or a new size, as {@link Cookie#update} does: the caller says that what is cached is what goes
     * with them. It is kept only if nothing but this operation has changed the object since it began; else all of it is
     * dropped, everywhere, for another modifier's bytes may be older than the origin that the caller speaks of. So two that
     * change one file at a time cannot leave bytes that it no longer has: the later commit finds out. Acknowledged before it
     * returns; then the operation is stale.
     *
     * @param aux as many bytes as before, or null to leave them
     * @param objectSize in bytes, or null to leave it
     * @throws CacheException as {@link Cookie#update}
     */
    void commit(byte @Nullable [] aux, @Nullable Long objectSize) throws CacheException;

    /**
     * As {@link #commit(byte[], Long)} for a modifier who has changed a range at the origin: the blocks of that range are
     * dropped on every node and client in the same fence, everything else is kept. The operation goes on in the generation
     * that makes, and what it writes then drops nothing: the changed bytes, which must be those of {@code aux}, may be stored
     * in any order.
     *
     * @param changed in bytes; what lies beyond the smaller one of the old and the new size is dropped too
     * @param aux as many bytes as before, or null to leave coherency data and size, because more ranges follow
     * @param objectSize in bytes
     * @return whether the rest was kept; if not all of the object was dropped, and the operation is stale
     * @throws CacheException as {@link Cookie#update}
     */
    boolean commit(ByteRange changed, byte @Nullable [] aux, long objectSize) throws CacheException;

    /** Ends the operation (fscache_end_operation); reads and writes under way go on. */
    @Override
    void close();
}
