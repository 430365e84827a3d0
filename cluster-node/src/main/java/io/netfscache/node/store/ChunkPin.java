package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** One use of an open chunk. */
final class ChunkPin implements PinnedChunk {
    private final OpenChunks chunks;
    private final ChunkKey key;
    private final OpenChunk chunk;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over one use of {@code chunk}. */
    ChunkPin(OpenChunks chunks, ChunkKey key, OpenChunk chunk) {
        this.chunks = chunks;
        this.key = key;
        this.chunk = chunk;
    }

    OpenChunk chunk() {
        return chunk;
    }

    @Override
    public ObjectGeneration generation() {
        return chunk.generation();
    }

    @Override
    public long objectSize() {
        return chunk.object().objectSize();
    }

    @Override
    public int presentRun(long offset, int length) {
        int first = firstBlock(offset);
        int end = chunk.map().servableEnd(first, endBlock(offset, length));
        return (int) (Math.min((long) end * Limits.BLOCK_BYTES, Math.max(offset, chunk.bytes())) - offset);
    }

    @Override
    public boolean needsCheck(long offset, int length) {
        return chunk.map().needsCheck(firstBlock(offset), endBlock(offset, length));
    }

    @Override
    public void check(long offset, int length) throws IOException {
        chunk.verify(new BlockRange(firstBlock(offset), endBlock(offset, length)), false);
    }

    @Override
    public Bytes presence(long offset, int length) {
        return Bytes.of(chunk.map().present().toBitmap(firstBlock(offset), endBlock(offset, length)));
    }

    @Override
    public void writeChecksums(long offset, int length, ByteBuf out) {
        int end = endBlock(offset, length);
        for (int block = firstBlock(offset); block < end; block++) {
            out.writeInt(chunk.map().checksum(block));
        }
    }

    @Override
    public void read(long offset, int length, ByteBuf out) throws IOException {
        chunk.file().readData(offset, bytesOf(offset, length), out);
    }

    @Override
    public FileRegion region(long offset, int length) {
        if (!chunk.retain()) {
            throw new IllegalStateException("the pin is closed");
        }
        return new ChunkRegion(chunk.file(), new ChunkPin(chunks, key, chunk), offset, bytesOf(offset, length));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            chunks.release(key, chunk);
        }
    }

    private int bytesOf(long offset, int length) {
        return (int) (Math.min((long) endBlock(offset, length) * Limits.BLOCK_BYTES, chunk.bytes()) - offset);
    }

    private int firstBlock(long offset) {
        if (offset < 0 || offset % Limits.BLOCK_BYTES != 0) {
            throw new IllegalArgumentException("offset is not that of a block: " + offset);
        }
        return (int) Math.min(chunk.map().blocks(), offset / Limits.BLOCK_BYTES);
    }

    private int endBlock(long offset, int length) {
        return Math.max(firstBlock(offset), Math.min(chunk.map().blocks(), ChunkLayout.blocks(offset + length)));
    }
}
