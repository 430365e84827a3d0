package io.netfscache;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;

/**
 * Reads or writes cached bytes of one generation of an object, the one that was current when the operation began. Close
 * it when done.
 */
public interface CacheOperation extends AutoCloseable {
    /** The generation captured at the beginning; bytes that are written must have been read from the origin after that. */
    ObjectGeneration generation();

    /** Coherency data of this generation: only bytes of exactly this version of the origin's file may be written. */
    Bytes aux();

    /** Size of the object in this generation, in bytes. */
    long objectSize();

    /**
     * Whether the object is, as far as this client knows and may know, still of the generation captured at the beginning.
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

    /** As {@link #read(long, ByteBuffer, ReadHole)}, but tells {@code terminated} instead of returning; {@code into} must be left alone until then. */
    void read(long position, ByteBuffer into, ReadHole holes, IoTerminated terminated);

    /**
     * Stores bytes from the origin (fscache_write); blocks that are present stay as they are.
     *
     * @param position a multiple of 4096
     * @param from remaining bytes: a multiple of 4096, or up to the object's end. Its position moves past them.
     * @return bytes written
     * @throws CacheException EINVAL for a misaligned range, ESTALE when the object changed since the operation began,
     *     ENOBUFS when the node takes no bytes now
     */
    int write(long position, ByteBuffer from) throws CacheException;

    /** As {@link #write(long, ByteBuffer)}, but tells {@code terminated} instead of returning; {@code from} must be left alone until then. */
    void write(long position, ByteBuffer from, IoTerminated terminated);

    /** Ends the operation (fscache_end_operation); reads and writes under way go on. */
    @Override
    void close();
}
