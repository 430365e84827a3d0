package io.netfscache.nio;

import io.netfscache.netfs.NetfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * A file as a channel. Who closes it while others are in a call does not wait for them: they get an
 * AsynchronousCloseException, and the last of them gives the file back.
 */
final class NetfsFileChannel extends FileChannel {
    private final NetfsFileSystem filesystem;
    private final Mount mount;
    private final String path;
    private final NetfsFile file;
    private final OpenRequest request;
    /** Held through each call that uses or moves the position. */
    private final Object positionLock = new Object();

    private final Object calls = new Object();
    private long position;
    private int callsUnderWay;
    private boolean closing;

    NetfsFileChannel(NetfsFileSystem filesystem, Mount mount, String path, NetfsFile file, OpenRequest request) {
        this.filesystem = filesystem;
        this.mount = mount;
        this.path = path;
        this.file = file;
        this.request = request;
    }

    private interface Call {
        long make() throws IOException;
    }

    private long during(Call call) throws IOException {
        synchronized (calls) {
            if (closing) {
                throw new ClosedChannelException();
            }
            callsUnderWay++;
        }
        boolean done = false;
        try {
            begin();
            long result = call.make();
            done = true;
            return result;
        } finally {
            try {
                leave();
            } finally {
                end(done);
            }
        }
    }

    private void leave() throws IOException {
        boolean last;
        synchronized (calls) {
            callsUnderWay--;
            last = closing && callsUnderWay == 0;
        }
        if (last) {
            giveBack();
        }
    }

    @Override
    protected void implCloseChannel() throws IOException {
        synchronized (calls) {
            closing = true;
            if (callsUnderWay > 0) {
                return;
            }
        }
        giveBack();
    }

    private void giveBack() throws IOException {
        filesystem.remove(this);
        mount.close(path, file);
    }

    private void requireReadable() throws ClosedChannelException {
        requireOpen();
        if (!request.read()) {
            throw new NonReadableChannelException();
        }
    }

    private void requireWritable() throws ClosedChannelException {
        requireOpen();
        if (!request.write()) {
            throw new NonWritableChannelException();
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private static void requireNotNegative(long number, String what) {
        if (number < 0) {
            throw new IllegalArgumentException(what + " " + number + " is negative");
        }
    }

    private int readAt(long from, ByteBuffer into) throws IOException {
        boolean wanted = into.hasRemaining();
        int n = (int) during(() -> file.read(from, into));
        return n == 0 && wanted ? -1 : n;
    }

    private int writeAt(long to, ByteBuffer from) throws IOException {
        if (!from.hasRemaining()) {
            return 0;
        }
        return (int) during(() -> {
            try {
                return file.write(to, from);
            } finally {
                mount.changed(path);
            }
        });
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        requireReadable();
        synchronized (positionLock) {
            int n = readAt(position, into);
            position += Math.max(0, n);
            return n;
        }
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        requireReadable();
        requireNotNegative(from, "position");
        return readAt(from, into);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        requireReadable();
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            int wanted = into[i].remaining();
            int n = read(into[i]);
            if (n < 0) {
                return total == 0 ? -1 : total;
            }
            total += n;
            if (n < wanted) {
                break;
            }
        }
        return total;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        requireWritable();
        synchronized (positionLock) {
            if (request.append()) {
                position = size();
            }
            int n = writeAt(position, from);
            position += n;
            return n;
        }
    }

    @Override
    public int write(ByteBuffer from, long to) throws IOException {
        requireWritable();
        requireNotNegative(to, "position");
        return request.append() ? write(from) : writeAt(to, from);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        requireWritable();
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += write(from[i]);
        }
        return total;
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        synchronized (positionLock) {
            return position;
        }
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        requireOpen();
        requireNotNegative(newPosition, "position");
        synchronized (positionLock) {
            position = newPosition;
        }
        return this;
    }

    /** Bytes of the file; 0 where the origin does not tell. */
    @Override
    public long size() throws IOException {
        requireOpen();
        return Math.max(0, file.size());
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        requireNotNegative(size, "size");
        requireWritable();
        synchronized (positionLock) {
            if (size < size()) {
                during(() -> {
                    try {
                        file.truncate(size);
                        return 0;
                    } finally {
                        mount.changed(path);
                    }
                });
            }
            position = Math.min(position, size);
        }
        return this;
    }

    /** Whatever {@code metaData} is: what was written is at the origin, and nobody is served older bytes, when it returns. */
    @Override
    public void force(boolean metaData) throws IOException {
        requireOpen();
        if (request.write()) {
            during(() -> {
                try {
                    file.sync();
                    return 0;
                } finally {
                    mount.changed(path);
                }
            });
        }
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        requireReadable();
        requireNotNegative(from, "position");
        requireNotNegative(count, "count");
        if (!target.isOpen()) {
            throw new ClosedChannelException();
        }
        long total = 0;
        ByteBuffer buffer = ByteBuffer.allocate(bufferSize(Math.min(count, Math.max(1, size() - from))));
        while (total < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - total));
            if (readAt(from + total, buffer) <= 0) {
                break;
            }
            buffer.flip();
            int written = target.write(buffer);
            total += written;
            if (buffer.hasRemaining()) {
                // It takes no more now, as a socket that does not block.
                break;
            }
        }
        return total;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        requireWritable();
        requireNotNegative(to, "position");
        requireNotNegative(count, "count");
        if (!source.isOpen()) {
            throw new ClosedChannelException();
        }
        if (to > size()) {
            return 0;
        }
        long total = 0;
        ByteBuffer buffer = ByteBuffer.allocate(bufferSize(count));
        while (total < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - total));
            if (source.read(buffer) <= 0) {
                break;
            }
            total += write(buffer.flip(), to + total);
        }
        return total;
    }

    static int bufferSize(long bytes) {
        return (int) Math.max(1, Math.min(bytes, NioLimits.TRANSFER_BYTES));
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException(
                "netfs: files cannot be mapped into memory: read them, or copy the file to a local one and map that");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException("netfs: files cannot be locked");
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException("netfs: files cannot be locked");
    }
}
