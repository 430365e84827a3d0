package io.netfscache.internal;

import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Limits;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the blocks of one READ go: the caller's own buffer, but for a first or last block that the caller wants only
 * part of, which goes through a scratch block. Used by one thread at a time.
 */
final class Destination {
    private final List<ByteBuffer> parts = new ArrayList<>(3);
    private final int headSkip;
    private final ByteBuffer wanted;
    private final int capacity;
    private final boolean scratchHead;
    private final boolean scratchTail;
    private int part;
    private int filled;

    /**
     * @param wanted the caller's space: exactly the wanted bytes
     * @param headSkip bytes of the first block before the wanted ones, 0 to 4095
     * @param blockBytes bytes of the whole blocks
     */
    Destination(ByteBuffer wanted, int headSkip, int blockBytes) {
        this.wanted = wanted.slice();
        this.headSkip = headSkip;
        this.capacity = blockBytes;
        int tailSkip = blockBytes - headSkip - wanted.remaining();
        boolean oneBlock = blockBytes <= Limits.BLOCK_BYTES;
        this.scratchHead = headSkip > 0 || (oneBlock && tailSkip > 0);
        int headBytes = scratchHead ? Math.min(Limits.BLOCK_BYTES, blockBytes) : 0;
        this.scratchTail = tailSkip > 0 && !oneBlock;
        int lastBlockBytes = (blockBytes - 1) % Limits.BLOCK_BYTES + 1;
        int tailBytes = scratchTail ? lastBlockBytes : 0;
        int middleBytes = blockBytes - headBytes - tailBytes;
        if (scratchHead) {
            parts.add(ByteBuffer.allocate(headBytes));
        }
        if (middleBytes > 0) {
            parts.add(this.wanted.slice(scratchHead ? headBytes - headSkip : 0, middleBytes));
        }
        if (scratchTail) {
            parts.add(ByteBuffer.allocate(tailBytes));
        }
    }

    /** Bytes of whole blocks that fit. */
    int capacity() {
        return capacity;
    }

    /** Takes the next {@code bytes} of the payload. */
    void put(ByteBuf in, int bytes) {
        int left = bytes;
        while (left > 0) {
            ByteBuffer target = parts.get(part);
            int n = Math.min(left, target.remaining());
            ByteBuffer slice = target.slice(target.position(), n);
            in.readBytes(slice);
            target.position(target.position() + n);
            left -= n;
            filled += n;
            if (!target.hasRemaining()) {
                part++;
            }
        }
    }

    /** Indices of the filled blocks that do not match. */
    List<Integer> mismatches(Checksums expected) {
        List<Integer> bad = new ArrayList<>();
        int block = 0;
        for (ByteBuffer target : parts) {
            Checksums actual = Checksums.compute(target.duplicate().flip());
            for (int i = 0; i < actual.count(); i++, block++) {
                if (actual.at(i) != expected.at(block)) {
                    bad.add(block);
                }
            }
        }
        return bad;
    }

    /** Copies the wanted bytes out of the scratch blocks; how many wanted bytes there are now. */
    int finish() {
        int available = Math.max(0, Math.min(filled - headSkip, wanted.remaining()));
        if (scratchHead) {
            ByteBuffer head = parts.get(0);
            int n = Math.min(head.position() - headSkip, wanted.remaining());
            if (n > 0) {
                wanted.put(0, head, headSkip, n);
            }
        }
        if (scratchTail) {
            ByteBuffer tail = parts.get(parts.size() - 1);
            int start = capacity - tail.capacity() - headSkip;
            int n = Math.min(tail.position(), wanted.remaining() - start);
            if (n > 0) {
                wanted.put(start, tail, 0, n);
            }
        }
        return available;
    }
}
