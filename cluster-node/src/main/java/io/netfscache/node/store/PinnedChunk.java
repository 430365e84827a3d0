package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ObjectGeneration;
import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import java.io.IOException;

/**
 * A chunk held open: its file stays, and the bytes of its present blocks do not change, until the pin is closed. A
 * fence leaves it as it is, so the generation of a pin never changes.
 *
 * <p>Offsets are in bytes from the start of the chunk and multiples of a block; lengths are rounded up to whole blocks
 * and cut at the object's end. May be used by any thread; only {@link #check} and {@link #read} do I/O. After {@link
 * #close} nothing but a second close, which does nothing, is legal; regions taken before stay good.
 */
public interface PinnedChunk extends AutoCloseable {
    ObjectGeneration generation();

    /** Size of the whole object, in bytes. */
    long objectSize();

    /** Bytes from {@code offset} that can be served at once: present, and known to match their checksums. */
    int presentRun(long offset, int length);

    /** Whether the range has present blocks that must be checked before they can be served. */
    boolean needsCheck(long offset, int length);

    /** Compares the blocks for which {@link #needsCheck} with their checksums and drops the bad ones. Blocks. */
    void check(long offset, int length) throws IOException;

    /** Presence of the range's blocks, checked or not; bit 0 is the first. */
    Bytes presence(long offset, int length);

    /** Appends the checksums of the range's blocks, each as a big-endian int. Meaningless for missing blocks. */
    void writeChecksums(long offset, int length, ByteBuf out);

    /** Appends the range's bytes, whose blocks must be present, to {@code out}. Blocks. */
    void read(long offset, int length, ByteBuf out) throws IOException;

    /**
     * The range's bytes for {@code sendfile}. It has a pin of its own, which goes when the region is released.
     */
    FileRegion region(long offset, int length);

    /** A region could not be sent, perhaps because its file could not be read. */
    default void notSent(Throwable error) {}

    @Override
    void close();
}
