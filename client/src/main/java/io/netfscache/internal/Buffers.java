package io.netfscache.internal;

import io.netfscache.protocol.Limits;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The remaining bytes of a caller's buffers as one run. The buffers' positions are left alone until {@link #advance}; any
 * parts of the run may be used by several threads at a time.
 */
final class Buffers {
    private static final byte[] ZEROES = new byte[Limits.BLOCK_BYTES];

    private final ByteBuffer[] buffers;
    private final ByteBuffer[] parts;
    private final long remaining;

    Buffers(ByteBuffer... buffers) {
        this.buffers = buffers.clone();
        this.parts = new ByteBuffer[buffers.length];
        long bytes = 0;
        for (int i = 0; i < buffers.length; i++) {
            parts[i] = buffers[i].slice();
            bytes += parts[i].capacity();
        }
        this.remaining = bytes;
    }

    /** Bytes of all of them. */
    long remaining() {
        return remaining;
    }

    boolean isReadOnly() {
        for (ByteBuffer part : parts) {
            if (part.isReadOnly()) {
                return true;
            }
        }
        return false;
    }

    /** Space for that part of the run: the caller's own where it is in one buffer, else to be {@link #put} when filled. */
    ByteBuffer space(int offset, int length) {
        ByteBuffer own = withinOne(offset, length);
        return own == null ? ByteBuffer.allocate(length) : own;
    }

    /** Takes over what {@link #space} has been filled with. */
    void put(int offset, ByteBuffer space) {
        if (withinOne(offset, space.capacity()) == null) {
            forEach(offset, space.capacity(), (part, at, from, length) -> part.put(at, space, from, length));
        }
    }

    /** The bytes of that part of the run: the caller's own where they are in one buffer, else a copy. */
    ByteBuffer bytes(int offset, int length) {
        ByteBuffer own = withinOne(offset, length);
        if (own != null) {
            return own;
        }
        ByteBuffer copy = ByteBuffer.allocate(length);
        forEach(offset, length, (part, at, from, n) -> copy.put(from, part, at, n));
        return copy;
    }

    void zero(int from, int to) {
        forEach(from, to - from, (part, at, done, length) -> {
            for (int zeroed = 0; zeroed < length; zeroed += ZEROES.length) {
                part.put(at + zeroed, ZEROES, 0, Math.min(ZEROES.length, length - zeroed));
            }
        });
    }

    /** Moves the positions of the caller's buffers past the first {@code bytes}. */
    void advance(int bytes) {
        int left = bytes;
        for (ByteBuffer buffer : buffers) {
            int n = Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + n);
            left -= n;
        }
    }

    private @Nullable ByteBuffer withinOne(int offset, int length) {
        int start = 0;
        for (ByteBuffer part : parts) {
            if (offset - start < part.capacity() || (length == 0 && offset - start == part.capacity())) {
                return offset - start + length <= part.capacity() ? part.slice(offset - start, length) : null;
            }
            start += part.capacity();
        }
        return length == 0 ? ByteBuffer.allocate(0) : null;
    }

    private interface Step {
        /** {@code length} bytes at {@code at} of the part are those at {@code done} of the asked range. */
        void take(ByteBuffer part, int at, int done, int length);
    }

    private void forEach(int offset, int length, Step step) {
        int start = 0;
        int done = 0;
        for (ByteBuffer part : parts) {
            int at = Math.max(0, offset - start);
            int n = Math.min(part.capacity() - at, length - done);
            if (n > 0) {
                step.take(part, at, done, n);
                done += n;
            }
            start += part.capacity();
        }
    }
}
