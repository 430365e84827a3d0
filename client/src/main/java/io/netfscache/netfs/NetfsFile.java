package io.netfscache.netfs;

import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open file. Safe for use by several threads; readahead suits one sequential reader best. */
public final class NetfsFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetfsFile.class);

    private final Netfs netfs;
    private final FileNode inode;
    private final ReadAhead ahead;
    private final Set<OpenMode> modes;
    private volatile OriginAttributes version;
    /** How many errors of write-back this open file has been told of, or came before it. */
    private long toldErrors;

    private boolean closed;

    NetfsFile(Netfs netfs, FileNode inode, ReadAhead ahead, Set<OpenMode> modes) {
        this.netfs = netfs;
        this.inode = inode;
        this.ahead = ahead;
        this.modes = modes;
        this.version = inode.attributes();
        this.toldErrors = inode.errors().count();
    }

    FileNode inode() {
        return inode;
    }

    boolean isWritable() {
        return modes.contains(OpenMode.WRITE);
    }

    /** Bytes of the file, as last heard from the origin or the cluster and written here; -1 when the origin does not tell. */
    public long size() {
        return inode.size();
    }

    /** What others have made of it since the last read counts too. */
    private long currentSize() throws IOException {
        inode.hear();
        return size();
    }

    /**
     * Reads into the remaining space of {@code into} and moves its position past the bytes, all of which are of one
     * version of the file.
     *
     * @return bytes read, as many as there is space for unless the file ends before; 0 at or beyond its end
     * @throws IOException when the origin fails; that the cache fails is no error
     */
    public int read(long position, ByteBuffer into) throws IOException {
        requireNotNegative(position);
        requireOpen();
        if (position >= NetfsLimits.MAX_FILE_BYTES) {
            return 0;
        }
        ReadHelper.Done done = modes.contains(OpenMode.UNBUFFERED)
                ? netfs.readPastTheCache(inode, position, into)
                : netfs.reader().read(inode, ahead, position, into);
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
     * @throws IOException when the file would end beyond 2^62 bytes, and what the origin does not take when this returns
     */
    public int write(long position, ByteBuffer from) throws IOException {
        requireNotNegative(position);
        int bytes = from.remaining();
        requireWritable();
        if (bytes == 0) {
            return 0;
        }
        requirePossible(position, bytes);
        if (modes.contains(OpenMode.UNBUFFERED)) {
            netfs.writeBack().pastTheCache(inode, pages -> pages.write(position, from, at -> null));
        } else {
            netfs.writeBack().write(inode, position, from);
            writeThrough();
        }
        return bytes;
    }

    /** Gives the file another size, in bytes: cuts it off or adds zeroes. At the origin, and seen by others, as a write is. */
    public void truncate(long newSize) throws IOException {
        requireNotNegative(newSize);
        requireWritable();
        requirePossible(newSize, 0);
        if (modes.contains(OpenMode.UNBUFFERED)) {
            netfs.writeBack().pastTheCache(inode, pages -> pages.truncate(newSize));
        } else {
            netfs.writeBack().truncate(inode, newSize);
            writeThrough();
        }
    }

    /** Has zeroes in {@code length} bytes from {@code start} on, as far as the file has them (fallocate, PUNCH_HOLE). */
    public void punch(long start, long length) throws IOException {
        requireNotNegative(start);
        requireNotNegative(length);
        requireWritable();
        long end = start + Math.min(length, Math.max(0, currentSize() - start));
        for (long at = start; at < end; at += NetfsLimits.WRITE_STEP_BYTES) {
            write(at, ByteBuffer.allocate((int) Math.min(NetfsLimits.WRITE_STEP_BYTES, end - at)));
        }
    }

    /**
     * Returns when all that was written to the file before, by whomever of this mount, is at the origin, on stable storage,
     * and no node and no client serves older bytes (fsync). While no node can be reached that is waited for, 30 s.
     *
     * @throws IOException what went wrong since the last {@code sync} of this open file, told once: what it names may be lost
     */
    public void sync() throws IOException {
        requireOpen();
        flush(true);
        tellErrors();
    }

    private void writeThrough() throws IOException {
        if (modes.contains(OpenMode.SYNC)) {
            sync();
        }
    }

    /** Errors are told after it. */
    private void flush(boolean durable) {
        try {
            netfs.writeBack().flush(inode, durable);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("file", inode).setCause(e).log("not written back");
        }
    }

    private synchronized void tellErrors() throws IOException {
        IOException error = inode.errors().since(toldErrors);
        toldErrors = inode.errors().count();
        if (error != null) {
            throw new IOException("write-back of " + inode + " failed: " + WriteErrors.said(error), error);
        }
    }

    private static void requireNotNegative(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position, size or length " + position + " is negative");
        }
    }

    /** Before anything is dirty: a page at such a place could not be written back, and the file not be closed. */
    private void requirePossible(long position, long bytes) throws IOException {
        if (position > NetfsLimits.MAX_FILE_BYTES - bytes) {
            throw new IOException(inode + ": a file cannot have " + bytes + " bytes at " + position
                    + ": it has at most " + NetfsLimits.MAX_FILE_BYTES);
        }
        long hole = position - Math.max(0, size());
        if (hole > netfs.maxHoleBytes()) {
            throw new IOException(inode + ": " + position + " is " + hole
                    + " bytes beyond the end, and the origin would" + " have to be sent as many zeroes: at most "
                    + netfs.maxHoleBytes() + " (EFBIG); write what is between");
        }
    }

    private synchronized void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private void requireWritable() throws IOException {
        requireOpen();
        if (!isWritable()) {
            throw new NonWritableChannelException();
        }
        if (inode.attributes().size() < 0) {
            throw new IOException(inode + " cannot be written: the origin does not tell its size");
        }
    }

    /**
     * What tells the version of the file that the last read was of, or before any the version at the open. Two reads are
     * of one version when this is equal after both; for several threads that read at a time it tells nothing.
     */
    public OriginAttributes version() {
        return version;
    }

    /**
     * Takes what was written to the origin, if it was open for writing or nobody else has it open, and closes; waits, at most
     * 10 s, for what is on its way to the cache. Idempotent.
     *
     * @throws IOException what went wrong with the write-back since the last {@link #sync} of this open file, or what is lost:
     *     the origin did not take it, and nobody has the file open any more. While it says that it is busy it is tried again
     *     for up to 30 s. It is closed all the same
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        ahead.close();
        LastTries tries = netfs.lastTries();
        IOException error = null;
        try {
            if (inode.pages().isDirty() && inode.isLastOpen()) {
                netfs.writeBack().flushAtLast(inode, tries);
            } else if (inode.pages().isDirty() && isWritable()) {
                flush(false);
            }
            if (isWritable()) {
                tellErrors();
            }
        } catch (IOException e) {
            error = e;
        }
        try {
            netfs.closed(inode, tries);
        } catch (IOException e) {
            // What is lost comes first.
            if (error != null) {
                e.addSuppressed(error);
            }
            throw e;
        }
        if (error != null) {
            throw error;
        }
    }
}
