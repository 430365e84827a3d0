package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.CookieState;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Read;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FSCACHE row 26: how long a new object is known to have nothing to read. */
@Timeout(60)
final class PageReleaseTest extends ClientFixture {
    private CacheOperation operation;

    @BeforeEach
    void beginWithANewObject() throws Exception {
        cookie.use(false);
        operation = cookie.beginRead();
        assertThat(cookie.state()).isInstanceOf(CookieState.Creating.class);
    }

    private void assertAsked(long reads) {
        MissingDataException missing = catchThrowableOfType(
                MissingDataException.class, () -> operation.read(4096, ByteBuffer.allocate(5000), ReadHole.FAIL));
        assertThat(missing.missing()).hasSize(1);
        assertThat(node.count(Read.class)).isEqualTo(reads);
    }

    @Test
    void aReadOfANewObjectIsAMissWithoutARoundTripUntilAPageIsReleased() throws Exception {
        assertAsked(0);
        assertThat(operation.read(0, ByteBuffer.allocate(1), ReadHole.IGNORE)).isZero();
        MissingDataException missing = (MissingDataException) readError();
        assertThat(missing.missing()).containsExactly(new ByteRange(0, SIZE));
        assertThat(cache.stats().presumedMisses()).isEqualTo(3);

        cookie.notePageRelease();

        assertAsked(1);
        assertThat(cache.stats().presumedMisses()).isEqualTo(3);
    }

    @Test
    void itEndsByItself() {
        clock.advance(ClientLimits.NO_DATA);

        assertAsked(1);
    }

    @Test
    void itEndsWithTheFirstBytesThatAreStored() throws Exception {
        write(contents);

        assertThat(read()).isEqualTo(contents);
        assertThat(cache.stats().presumedMisses()).isZero();
    }

    @Test
    void aReadThatAsksForAGrantOrTakesAMissForContentsAsksTheNode() throws Exception {
        assertThat(catchThrowableOfType(
                        MissingDataException.class, () -> operation.read(0, ByteBuffer.allocate(4096), ReadHole.FILL)))
                .isNotNull();
        assertThat(node.count(Read.class)).isEqualTo(1);
        assertThat(operation.read(0, ByteBuffer.allocate(4096), ReadHole.CLEAR)).isEqualTo(4096);
        assertThat(node.count(Read.class)).isGreaterThan(1);
        assertThat(cache.stats().presumedMisses()).isZero();
    }

    @Test
    void aStaleReadIsStaleAndNotAMiss() throws Exception {
        node.push(60, node.change("vol", KEY, AUX, SIZE));
        await().until(() -> !operation.isCurrent());

        assertThat(catchThrowableOfType(
                                CacheException.class, () -> operation.read(0, ByteBuffer.allocate(1), ReadHole.FAIL))
                        .code())
                .isEqualTo(ErrorCode.ESTALE);
    }

    @Test
    void anObjectThatWasThereIsLookedInto() throws Exception {
        operation.close();
        cookie.unuse(null, null);
        cookie.relinquish(false);
        cookie = volume.acquireCookie(Set.of(), KEY, AUX, SIZE);
        cookie.use(false);
        operation = cookie.beginRead();

        assertAsked(1);
    }
}
