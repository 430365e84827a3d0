package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row 12: several buffers are one run of bytes. */
@Timeout(30)
final class BuffersTest {
    private static final int SIZE = 100;

    /** Buffers of any lengths, some empty, with {@link #SIZE} bytes between their positions and limits. */
    private static ByteBuffer[] split(byte[] all, Random random) {
        ByteBuffer[] buffers = new ByteBuffer[5];
        int at = 0;
        for (int i = 0; i < buffers.length; i++) {
            int n = i == buffers.length - 1 ? SIZE - at : random.nextInt((SIZE - at) / 2 + 1);
            ByteBuffer buffer = ByteBuffer.allocate(n + 7);
            buffer.position(3).put(all, at, n).position(3).limit(3 + n);
            buffers[i] = buffer;
            at += n;
        }
        return buffers;
    }

    private static byte[] joined(ByteBuffer[] buffers) {
        ByteBuffer all = ByteBuffer.allocate(SIZE);
        for (ByteBuffer buffer : buffers) {
            all.put(buffer.duplicate());
        }
        return all.array();
    }

    @RepeatedTest(50)
    void whatIsPutOrZeroedSomewhereIsThereAndNowhereElse(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        byte[] model = new byte[SIZE];
        random.nextBytes(model);
        ByteBuffer[] callers = split(model, random);
        Buffers buffers = new Buffers(callers);
        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(SIZE);
            int length = random.nextInt(SIZE - from + 1);
            byte[] bytes = new byte[length];
            if (random.nextBoolean()) {
                buffers.zero(from, from + length);
            } else {
                random.nextBytes(bytes);
                ByteBuffer space = buffers.space(from, length);
                assertThat(space.remaining()).isEqualTo(length);
                space.put(0, bytes);
                buffers.put(from, space);
            }
            System.arraycopy(bytes, 0, model, from, length);
            assertThat(joined(callers)).isEqualTo(model);
            byte[] seen = new byte[length];
            buffers.bytes(from, length).get(0, seen);
            assertThat(seen).isEqualTo(Arrays.copyOfRange(model, from, from + length));
        }
    }

    @Test
    void positionsMoveFromTheFirstBufferToTheLast() {
        ByteBuffer[] callers = {ByteBuffer.allocate(10), ByteBuffer.allocate(0), ByteBuffer.allocate(10)};
        Buffers buffers = new Buffers(callers);
        assertThat(buffers.remaining()).isEqualTo(20);
        buffers.advance(13);
        assertThat(callers[0].position()).isEqualTo(10);
        assertThat(callers[2].position()).isEqualTo(3);
    }

    @Test
    void oneBufferIsNotCopied() {
        ByteBuffer caller = ByteBuffer.allocate(10);
        new Buffers(caller).space(2, 5).put(0, (byte) 9);
        assertThat(caller.get(2)).isEqualTo((byte) 9);
    }

    @Test
    void oneReadOnlyBufferMakesAllOfThemSo() {
        ByteBuffer writable = ByteBuffer.allocate(1);
        assertThat(new Buffers(writable).isReadOnly()).isFalse();
        assertThat(new Buffers(writable, writable.asReadOnlyBuffer()).isReadOnly())
                .isTrue();
    }
}
