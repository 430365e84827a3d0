package io.netfscache.origin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** A file on a disk that is nearly full: takes three bytes at a time, and in all no more than there is room for. */
final class ShortChannel extends FileChannel {
    private static final int AT_ONCE = 3;

    private final byte[] contents = new byte[1000];
    private long size;
    private int room;

    ShortChannel(long size, int room) {
        this.size = size;
        this.room = room;
    }

    byte[] contents() {
        return Arrays.copyOf(contents, (int) size);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        int n = Math.min(Math.min(AT_ONCE, room), from.remaining());
        if (n == 0) {
            throw new IOException("No space left on device");
        }
        from.get(contents, (int) position, n);
        room -= n;
        size = Math.max(size, position + n);
        return n;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public FileChannel truncate(long to) {
        size = Math.min(size, to);
        return this;
    }

    @Override
    public void force(boolean metadata) {}

    @Override
    protected void implCloseChannel() {}

    @Override
    public int read(ByteBuffer into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer into, long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long count, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long count, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
