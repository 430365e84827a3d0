package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.CacheException;
import io.netfscache.CookieState;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Read;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mistake of ours in the middle of I/O ends it; nobody waits for ever. */
@Timeout(60)
final class TransferTest extends ClientFixture {
    private static final Transfer.Piece PIECE = new Transfer.Piece(0, Limits.BLOCK_BYTES);

    /** Reads, and goes wrong at one of the steps. */
    private final class Mistaken extends Transfer {
        private final CookieMachine cookie;
        private final Stamp stamp;
        private final String step;

        Mistaken(CookieMachine cookie, Stamp stamp, String step) {
            super(cookie, (ClusterCache) cache, stamp, List.of(PIECE, PIECE));
            this.cookie = cookie;
            this.stamp = stamp;
            this.step = step;
        }

        private void mistake(String here) {
            if (here.equals(step)) {
                throw new IllegalStateException("mistake in " + here);
            }
        }

        @Override
        Call send(Connection holder, Piece piece) {
            mistake("send");
            Read read = new Read(cookie.id(), stamp.generation(), piece.offset(), piece.bytes(), Read.Holes.FAIL);
            Destination into = new Destination(ByteBuffer.allocate(piece.bytes()), 0, piece.bytes());
            return holder.read(read, into, Limits.READ_DEADLINE);
        }

        @Override
        void succeeded(Piece piece, Frame reply) {
            mistake("succeeded");
        }

        @Override
        boolean goesOnAfter(Piece piece, CacheException error) {
            mistake("goesOnAfter");
            return false;
        }
    }

    private Stamp stamp(CookieMachine of) {
        CookieState.LookedUp found = (CookieState.LookedUp) of.state();
        long version = 0;
        while (true) {
            Stamp stamp = new Stamp(found.generation(), Bytes.of(AUX), SIZE, version++, found.epoch());
            if (of.isCurrent(stamp)) {
                return stamp;
            }
        }
    }

    private void assertEndsWithEio(String step) {
        CookieMachine of = ((ClusterCookie) cookie).machine();
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> Async.awaitIo(new Mistaken(of, stamp(of), step).start()))
                .withMessageContaining("mistake in " + step)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.EIO));
    }

    @Test
    void aMistakeInTheMiddleOfATransferIsToldAsEio() throws Exception {
        fill();
        assertEndsWithEio("send");
        assertEndsWithEio("succeeded");
        assertThat(read()).isEqualTo(contents);
    }

    @Test
    void soIsAMistakeInTheHandlingOfAnError() throws Exception {
        cookie.use(false);
        cookie.beginRead().close();
        assertEndsWithEio("goesOnAfter");
    }
}
