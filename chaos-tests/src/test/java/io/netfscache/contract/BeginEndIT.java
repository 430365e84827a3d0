package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.FsCache;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** fscache_begin_read_operation, fscache_begin_write_operation and fscache_end_operation. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class BeginEndIT {
    private static final int SIZE = 50_000;

    private static CompletableFuture<CacheOperation> begin(Cookie cookie) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return cookie.beginRead();
            } catch (CacheException e) {
                throw new CompletionException(e);
            }
        });
    }

    @Test
    @Row(10)
    void a_begin_waits_for_the_look_up_and_goes_on_when_it_is_answered(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "begin", 2);
        RangeIo.write(clients.use(1, "waited-for", SIZE), 0, RangeIo.bytes(1, SIZE));
        CompletableFuture<CacheOperation> begun;
        try (Firewall.Rule held = clients.holdAnswers(0, FrameType.COOKIE)) {
            Cookie cookie = clients.use(0, "waited-for", SIZE);
            begun = begin(cookie);
            await("the answer is held").until(() -> held.caught() > 0);
            assertThat(cookie.state()).isInstanceOf(CookieState.LookingUp.class);
            assertThat(begun).isNotDone();
        }

        try (CacheOperation operation = begun.get(20, TimeUnit.SECONDS)) {
            assertThat(RangeIo.read(operation, 0, SIZE, ReadHole.FAIL)).isEqualTo(RangeIo.bytes(1, SIZE));
        }
    }

    @Test
    @Row(10)
    void a_begin_whose_look_up_is_not_answered_gives_up_with_the_reason_and_a_later_one_succeeds(
            ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "begin", 1);
        Cookie cookie;
        try (Firewall.Rule held = clients.holdAnswers(0, FrameType.COOKIE)) {
            cookie = clients.use(0, "given-up", SIZE);

            RangeIo.assertNotCached(Reason.DEADLINE, cookie::beginRead);
            assertThat(held.caught()).isPositive();
        }

        await("begin succeeds")
                .ignoreException(CacheException.class)
                .untilAsserted(() -> cookie.beginWrite().close());
        assertThat(clients.cache(0).stats().notCached()).containsKey(Reason.DEADLINE.name());
    }

    @Test
    @Row(10)
    void a_begin_waits_for_the_invalidation_that_is_under_way_and_finds_what_came_of_it(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "begin", 1);
        Cookie cookie = clients.use(0, "invalidated", SIZE);
        RangeIo.write(cookie, 0, RangeIo.bytes(2, SIZE));
        ObjectGeneration before;
        try (CacheOperation operation = cookie.beginRead()) {
            before = operation.generation();
        }
        CompletableFuture<CacheOperation> begun;
        CompletableFuture<Void> invalidated;
        try (Firewall.Rule held = clients.holdRequests(0, FrameType.CHANGE)) {
            invalidated = cookie.invalidate(null, SIZE, Set.of()).toCompletableFuture();
            await("the change is held").until(() -> held.caught() > 0);
            begun = begin(cookie);
            assertThat(cookie.state()).isInstanceOf(CookieState.Invalidating.class);
            assertThat(begun).isNotDone();
        }

        invalidated.get(20, TimeUnit.SECONDS);
        try (CacheOperation operation = begun.get(20, TimeUnit.SECONDS)) {
            assertThat(operation.generation()).isNotEqualTo(before);
            assertThat(RangeIo.read(operation, 0, SIZE, ReadHole.IGNORE)).isEmpty();
        }
    }

    @Test
    @Row(10)
    void a_begin_does_not_wait_longer_than_its_deadline_for_an_invalidation(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "begin", 1);
        Cookie cookie = clients.use(0, "kept-waiting", SIZE);
        cookie.beginRead().close();
        CompletableFuture<Void> invalidated;
        try (Firewall.Rule held = clients.holdRequests(0, FrameType.CHANGE)) {
            invalidated = cookie.invalidate(null, SIZE, Set.of()).toCompletableFuture();

            RangeIo.assertNotCached(Reason.DEADLINE, cookie::beginWrite);
            assertThat(held.caught()).isPositive();
            assertThat(invalidated).isNotDone();
        }
        invalidated.get(40, TimeUnit.SECONDS);
    }

    @Test
    @Row(10)
    void a_begin_of_what_is_not_cached_here_says_why(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "begin", 1);
        Cookie idle = clients.cookie(0, "idle", Clients.AUX, SIZE);
        RangeIo.assertNotCached(Reason.NOT_IN_USE, idle::beginRead);
        idle.relinquish(false);
        RangeIo.assertNotCached(Reason.RELINQUISHED, idle::beginWrite);
        RangeIo.assertNotCached(Reason.CACHING_DISABLED, Cookie.none()::beginRead);
        FsCache none = FsCache.disabled();
        RangeIo.assertNotCached(
                Reason.CACHING_DISABLED,
                none.acquireVolume("any", "", new byte[0]).acquireCookie(Set.of(), new byte[] {1}, new byte[0], 1)
                        ::beginWrite);
    }

    @Test
    @Row(10)
    void an_operation_has_the_generation_the_size_and_the_coherency_data_of_the_record(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "begin", 2);
        Cookie one = clients.use(0, "recorded", SIZE);
        Cookie two = clients.use(1, "recorded", SIZE);
        try (ClusterAdmin admin = cluster.admin();
                CacheOperation reading = one.beginRead();
                CacheOperation writing = two.beginWrite()) {
            Generation recorded = admin.cookies(clients.volumeKey(), 10).get(0).generation();

            assertThat(reading.generation().object()).isEqualTo(recorded);
            assertThat(reading.generation()).isEqualTo(writing.generation());
            assertThat(reading.objectSize()).isEqualTo(SIZE);
            assertThat(reading.aux().toArray()).isEqualTo(Clients.AUX);
            Clients.invalidate(two, SIZE);
            assertThat(reading.generation().object())
                    .as("the captured generation after a change")
                    .isEqualTo(recorded);
            assertThat(reading.isCurrent()).isFalse();
        }
    }

    @Test
    @Row(11)
    void an_operation_that_has_ended_takes_no_more_io_and_may_be_ended_twice(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "end", 2);
        Cookie cookie = clients.use(0, "ended", SIZE);
        CacheOperation operation = cookie.beginWrite();
        operation.close();
        operation.close();

        RangeIo.assertCode(ErrorCode.EINVAL, () -> RangeIo.read(operation, 0, 10, ReadHole.CLEAR));
        RangeIo.assertCode(ErrorCode.EINVAL, () -> operation.write(0, ByteBuffer.allocate(4096)));
        Termination termination = new Termination();
        operation.read(0, ByteBuffer.allocate(10), ReadHole.CLEAR, termination);
        assertThat(termination.error().code()).isEqualTo(ErrorCode.EINVAL);
    }

    @Test
    @Row(11)
    void io_that_is_under_way_when_its_operation_ends_goes_on(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "end", 2);
        byte[] contents = RangeIo.bytes(3, SIZE);
        RangeIo.write(clients.use(1, "under-way", SIZE), 0, contents);
        Cookie cookie = clients.use(0, "under-way", SIZE);
        Termination termination = new Termination();
        ByteBuffer into = ByteBuffer.allocate(SIZE);
        try (Firewall.Rule held = clients.holdAnswers(0, FrameType.DATA)) {
            try (CacheOperation operation = cookie.beginRead()) {
                operation.read(0, into, ReadHole.FAIL, termination);
            }
            await("the answer is held").until(() -> held.caught() > 0);
            assertThat(termination.calls()).isZero();
        }

        assertThat(termination.transferred()).isEqualTo(SIZE);
        assertThat(into.array()).isEqualTo(contents);
    }
}
