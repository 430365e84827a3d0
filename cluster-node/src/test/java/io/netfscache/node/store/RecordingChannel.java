package io.netfscache.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chunk file that notes what is done to it, and whose machine can stop just before it is done. */
final class RecordingChannel extends FileChannel {
    private final FileChannel real;
    private final ChunkLayout layout;
    /** What was done, in order: {@code header}, {@code map}, {@code bytes}, {@code force}. */
    final List<String> done = new ArrayList<>();
    /** Before the next of these the machine stops; empty: never. */
    String stopBefore = "";
    /** What a power loss leaves of the header: as it was at the last force; null before the first. */
    @Nullable
    ChunkHeader forced;

    RecordingChannel(FileChannel real, ChunkLayout layout) {
        this.real = real;
        this.layout = layout;
    }

    private void note(String what) throws IOException {
        if (what.equals(stopBefore)) {
            throw new IOException("the machine stopped before: " + what);
        }
        done.add(what);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        note(position < layout.mapPosition(0) ? "header" : position < layout.dataPosition(0) ? "map" : "bytes");
        return real.write(from, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        note("force");
        ByteBuffer page = ByteBuffer.allocate(ChunkHeader.BYTES);
        real.read(page, 0);
        forced = ChunkHeader.decode(page.array());
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return real.read(into, position);
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("chunk files are not used like that here");
    }

    @Override
    public int read(ByteBuffer into) {
        throw unused();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw unused();
    }

    @Override
    public int write(ByteBuffer from) {
        throw unused();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw unused();
    }

    @Override
    public long position() {
        throw unused();
    }

    @Override
    public FileChannel position(long position) {
        throw unused();
    }

    @Override
    public FileChannel truncate(long size) {
        throw unused();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw unused();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw unused();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw unused();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw unused();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw unused();
    }
}
