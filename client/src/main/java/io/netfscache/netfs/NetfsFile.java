package io.netfscache.netfs;

import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Safe for use by several threads; readahead suits one sequential reader best. */
public final class NetfsFile implements AutoCloseable {
    private final Netfs netfs;
    private final NetfsInode inode;
    private final ReadAhead ahead;
    private volatile OriginAttributes version;
    private boolean closed;

    NetfsFile(Netfs netfs, NetfsInode inode, ReadAhead ahead) {
        this.netfs = netfs;
        this.inode = inode;
        this.ahead = ahead;
        this.version = inode.attributes();
    }

    NetfsInode inode() {
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
