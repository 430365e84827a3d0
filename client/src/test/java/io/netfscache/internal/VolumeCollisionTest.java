package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.FakeNode;
import io.netfscache.Volume;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.RelinquishVolume;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row 1: a volume that is still being relinquished is waited for. */
@Timeout(60)
final class VolumeCollisionTest {
    private final ManualClock clock = new ManualClock();
    private volatile @Nullable Thread late;
    private final Held held = new Held(RelinquishVolume.class);
    private FakeNode node;
    private ClusterCache cache;
    private Volume volume;
    private CompletableFuture<Void> relinquished;

    /** Time stands still, but to the late thread the whole deadline passes at each look. */
    private long lapsingTime() {
        if (Thread.currentThread() == late) {
            clock.advance(Limits.VOLUME_COLLISION_DEADLINE);
        }
        return clock.getAsLong();
    }

    @BeforeEach
    void relinquishSlowly() throws Exception {
        node = new FakeNode(1);
        node.script = held;
        cache = ClusterCache.start(
                ClientConfig.of(List.of(node.address())), this::lapsingTime, clock::millis, new Random(1));
        assertThat(cache.awaitConnected(10_000)).isTrue();
        volume = cache.acquireVolume("vol", "", new byte[0]);
        relinquished = CompletableFuture.runAsync(() -> {
            try {
                volume.relinquish(new byte[0], true);
            } catch (CacheException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> held.count() == 1);
    }

    @AfterEach
    void close() throws Exception {
        held.release();
        relinquished.get(10, TimeUnit.SECONDS);
        cache.close();
        node.close();
    }

    @Test
    void row01AcquireWaitsUntilItIsGone() throws Exception {
        CompletableFuture<Volume> acquired = CompletableFuture.supplyAsync(() -> {
            try {
                return cache.acquireVolume("vol", "", new byte[0]);
            } catch (CacheException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(acquired).isNotDone();
        held.release();
        Volume next = acquired.get(10, TimeUnit.SECONDS);
        assertThat(next.acquireCookie(Set.of(), new byte[] {1}, new byte[0], 1)).isNotSameAs(Cookie.none());
        assertThat(volume.acquireCookie(Set.of(), new byte[] {1}, new byte[0], 1))
                .isSameAs(Cookie.none());
    }

    @Test
    void row01AfterTheDeadlineItIsBusy() {
        late = Thread.currentThread();
        CacheException error =
                catchThrowableOfType(CacheException.class, () -> cache.acquireVolume("vol", "", new byte[0]));
        late = null;
        assertThat(error.code()).isEqualTo(ErrorCode.EBUSY);
    }
}
