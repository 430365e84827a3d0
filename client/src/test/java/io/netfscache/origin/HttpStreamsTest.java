package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.protocol.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HttpStreamsTest {
    private static final HttpStreams.Key KEY =
            new HttpStreams.Key(HttpUrl.parse("http://h/f"), new OriginAttributes(100, Bytes.utf8("v1")), null);

    private static final class Content implements HttpContent {
        private boolean closed;

        @Override
        public int read(ByteBuffer into) {
            return 0;
        }

        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final AtomicLong passed = new AtomicLong();
    private final HttpStreams streams = new HttpStreams(Duration.ofSeconds(30), () -> System.nanoTime() + passed.get());
    private final Content content = new Content();
    private final HttpStreams.Stream stream = new HttpStreams.Stream(content, false, false);

    @BeforeEach
    void join() {
        streams.join(KEY);
    }

    private HttpStreams.@Nullable Stream take(long at) {
        try {
            return streams.take(KEY, at, at + 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoIsAheadWaitsForWhoIsBefore() {
        assertThat(streams.add(KEY, stream, 0, 10)).isTrue();
        AtomicReference<Thread> waiter = new AtomicReference<>();
        CompletableFuture<HttpStreams.@Nullable Stream> second = CompletableFuture.supplyAsync(() -> {
            waiter.set(Thread.currentThread());
            return take(10);
        });
        await().until(() -> waiter.get() != null && waiter.get().getState() == Thread.State.TIMED_WAITING);
        streams.advance(stream, 10);
        streams.giveBack(KEY, stream);
        assertThat(second.join()).isSameAs(stream);
    }

    private void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    @Test
    void aReaderThatGetsNothingIsNotWaitedForLongerThanTheTimeOutAndCostsATry() {
        assertThat(streams.add(KEY, stream, 0, 10)).isTrue();
        pass(Duration.ofSeconds(31));
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> streams.take(KEY, 10, 20));
    }

    @Test
    void aReaderThatGetsOnIsWaitedForHoweverLongItTakes() {
        assertThat(streams.add(KEY, stream, 0, 20)).isTrue();
        pass(Duration.ofSeconds(31));
        streams.advance(stream, 10);
        AtomicReference<Thread> waiter = new AtomicReference<>();
        CompletableFuture<HttpStreams.@Nullable Stream> second = CompletableFuture.supplyAsync(() -> {
            waiter.set(Thread.currentThread());
            return take(20);
        });
        await().until(() ->
                second.isDone() || (waiter.get() != null && waiter.get().getState() == Thread.State.TIMED_WAITING));
        streams.advance(stream, 10);
        streams.giveBack(KEY, stream);
        assertThat(second.join()).isSameAs(stream);
    }

    @Test
    void aSkipHasAnEnd() throws IOException {
        assertThat(streams.add(KEY, stream, 50, 60)).isTrue();
        pass(HttpLimits.MAX_SKIP.minusSeconds(1));
        streams.skipped(stream, 10);
        pass(Duration.ofSeconds(2));
        assertThatExceptionOfType(HttpFailure.class)
                .isThrownBy(() -> streams.skipped(stream, 10))
                .withMessageContaining("no ranges");
    }

    @Test
    void ofTooManyFilesTheStreamThatWaitsLongestIsClosedAndItsFileStartsAnew() {
        assertThat(streams.add(KEY, stream, 0, 5)).isTrue();
        streams.giveBack(KEY, stream);
        Content last = new Content();
        for (int i = 0; i < HttpLimits.MAX_WAITING_STREAMS; i++) {
            HttpStreams.Key other = new HttpStreams.Key(HttpUrl.parse("http://h/" + i), KEY.version(), null);
            HttpStreams.Stream one = new HttpStreams.Stream(last, false, false);
            streams.join(other);
            assertThat(content.closed).isFalse();
            assertThat(streams.add(other, one, 0, 5)).isTrue();
            streams.giveBack(other, one);
        }
        assertThat(content.closed).isTrue();
        assertThat(last.closed).isFalse();
        assertThat(take(0)).isNull();
    }

    @Test
    void whatNobodyReadsIsSkippedAfterAWhile() {
        assertThat(streams.add(KEY, stream, 0, 10)).isTrue();
        streams.advance(stream, 10);
        streams.giveBack(KEY, stream);
        assertThat(take(50)).isSameAs(stream);
    }

    @Test
    void whoIsBehindAllStreamsNeedsANewOne() {
        assertThat(streams.add(KEY, stream, 20, 30)).isTrue();
        assertThat(take(25)).isNull();
        HttpStreams.Stream other = new HttpStreams.Stream(new Content(), false, false);
        assertThat(streams.add(KEY, other, 30, 40)).isFalse();
        assertThat(streams.add(KEY, other, 0, 10)).isTrue();
    }

    @Test
    void aFailedStreamIsNotWaitedForAnyLonger() {
        assertThat(streams.add(KEY, stream, 0, 10)).isTrue();
        streams.discard(KEY, stream);
        assertThat(content.closed).isTrue();
        assertThat(take(10)).isNull();
    }

    @Test
    void theLastReaderClosesWhatIsLeft() {
        streams.join(KEY);
        assertThat(streams.add(KEY, stream, 0, 10)).isTrue();
        streams.giveBack(KEY, stream);
        streams.leave(KEY);
        assertThat(content.closed).isFalse();
        streams.leave(KEY);
        assertThat(content.closed).isTrue();
        assertThat(streams.contains(KEY)).isFalse();
    }

    @Test
    void aStreamThatComesBackAfterTheLastReaderIsClosed() {
        assertThat(streams.add(KEY, stream, 0, 10)).isTrue();
        streams.leave(KEY);
        assertThat(content.closed).isFalse();
        streams.giveBack(KEY, stream);
        assertThat(content.closed).isTrue();
    }

    @Test
    void ofTooManyTheLeastAdvancedIsClosed() {
        for (int i = HttpLimits.MAX_STREAMS; i > 0; i--) {
            HttpStreams.Stream ahead = new HttpStreams.Stream(new Content(), false, false);
            assertThat(streams.add(KEY, ahead, 10L * i, 10L * i + 5)).isTrue();
            streams.advance(ahead, 10 * i);
            streams.giveBack(KEY, ahead);
        }
        assertThat(streams.add(KEY, stream, 0, 5)).isTrue();
        streams.giveBack(KEY, stream);
        assertThat(content.closed).isTrue();
    }
}
