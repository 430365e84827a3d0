package io.netfscache.netfs;

import io.netfscache.InvalidateFlag;
import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open file. Safe for use by several threads; readahead suits one sequential reader best. */
public final class NetfsFile implements AutoCloseable {
    private final Netfs netfs;
    private final FileNode inode;
    private final ReadAhead ahead;
    private final Set<OpenMode> modes;
    private volatile OriginAttributes version;
    private boolean closed;

    NetfsFile(Netfs netfs, FileNode inode, ReadAhead ahead, Set<OpenMode> modes) {
        this.netfs = netfs;
        this.inode = inode;
        this.ahead = ahead;
        this.modes = modes;
        this.version = inode.attributes();
    }

    FileNode inode() {
        return inode;
    }

    /** Bytes of the file, as last heard from the origin or the cluster; -1 when the origin does not tell. */
    public long size() {
        return inode.attributes().size();
    }

    /**
     * Reads into the remaining space of {@code into} and moves its position past the bytes, all of which are of one
     * version of the file.
     *
     * @return bytes read, as many as there is space for unless the file ends before; 0 at or beyond its end
     * @throws IOException when the origin fails; that the cache fails is no error
     */
    public int read(long position, ByteBuffer into) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position " + position + " is negative");
        }
        synchronized (this) {
            if (closed) {
                throw new java.nio.channels.ClosedChannelException();
            }
        }
        ReadHelper.Done done = netfs.helper().read(inode, ahead, position, into);
        version = done.version();
        return done.bytes();
    }

    /**
     * Writes the remaining bytes of {@code from} and moves its position past them; a file that ends before {@code position}
     * has zeroes in between. At the origin, and seen by others, after {@link #sync}, {@link #close}, or soon; with {@link
     * OpenMode#SYNC} and {@link OpenMode#UNBUFFERED} when this returns.
     *
     * @return bytes written: all
     * @throws java.nio.channels.NonWritableChannelException when it is not open for writing
     */
    public int write(long position, ByteBuffer from) throws IOException {
        int bytes = from.remaining();
        if (bytes > 0) {
            change(position, from, Math.max(size(), position + bytes));
        }
        return bytes;
    }

    /** Gives the file another size, in bytes: cuts it off or adds zeroes. At the origin, and seen by others, as a write is. */
    public void truncate(long newSize) throws IOException {
        if (newSize != size()) {
            change(0, null, newSize);
        }
    }

    /** Has zeroes in {@code length} bytes from {@code start} on, as far as the file has them (fallocate, PUNCH_HOLE). */
    public void punch(long start, long length) throws IOException {
        int bytes = (int) Math.min(length, size() - start);
        if (bytes > 0) {
            change(start, ByteBuffer.allocate(bytes), size());
        }
    }

    /**
     * Returns when all that was written to the file before, by whomever of this mount, is at the origin, on stable storage,
     * and no node and no client serves older bytes (fsync).
     *
     * @throws IOException what went wrong since the last {@code sync} of this open file, told once: what it names may be lost
     */
    public void sync() throws IOException {}

    private void change(long position, @Nullable ByteBuffer bytes, long newSize) throws IOException {
        if (!modes.contains(OpenMode.WRITE)) {
            throw new java.nio.channels.NonWritableChannelException();
        }
        netfs.writer()
                .change(
                        inode,
                        position,
                        bytes,
                        newSize,
                        modes.contains(OpenMode.UNBUFFERED) ? Set.of(InvalidateFlag.DIO_WRITE) : Set.of());
    }

    /**
     * What tells the version of the file that the last read was of, or before any the version at the open. Two reads are
     * of one version when this is equal after both; for several threads that read at a time it tells nothing.
     */
    public OriginAttributes version() {
        return version;
    }

    /** Closes; waits, at most 10 s, for what is on its way to the cache. Idempotent. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        ahead.close();
        netfs.closed(inode);
    }
}
