package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.CacheInfo;
import io.netfscache.CacheOperation;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.chaos.Command;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cache is taken out of service with all who use it inside, and put back. */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class WithdrawalIT {
    private static final String CACHE = Limits.DEFAULT_CACHE;
    private static final int READERS = 100;
    private static final int SIZE = 20_000;
    private static final Duration BACK = Duration.ofSeconds(30);

    /** The cluster is everybody's. */
    @AfterEach
    void resume(ContractCluster cluster) throws Exception {
        try (ClusterAdmin admin = cluster.admin()) {
            assertThat(admin.resumeCache(CACHE, null)).allMatch(CacheChange::done);
        }
    }

    private static List<String> states(ClusterAdmin admin) {
        return admin.caches().stream()
                .filter(cache -> cache.name().equals(CACHE))
                .map(CacheInfo::state)
                .toList();
    }

    /**
     * Reads the object again and again until it is not cached; why it is not. While the cache goes from one node after the
     * other the next one in rank has a hole.
     */
    private static CacheException readUntilRefused(Cookie cookie, byte[] contents, CountDownLatch reading) {
        while (true) {
            try {
                assertThat(RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
                reading.countDown();
            } catch (CacheException e) {
                if (e.code() == ErrorCode.ENOBUFS) {
                    return e;
                }
                assertThat(e.code()).as(e.getMessage()).isIn(ErrorCode.ENODATA, ErrorCode.ESTALE);
            }
        }
    }

    @Test
    @Row({10, 28})
    void a_hundred_readers_inside_have_ENOBUFS_and_after_the_resume_the_next_use_of_each_is_a_hit(
            ContractCluster cluster) throws Exception {
        // Given readers of as many objects, all of them reading
        Clients clients = Clients.connect(cluster, "withdrawn", CACHE, 4);
        byte[] contents = RangeIo.bytes(28, SIZE);
        List<Cookie> cookies = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            Cookie cookie = clients.use(i % 4, "file-" + i, SIZE);
            RangeIo.write(cookie, 0, contents);
            cookies.add(cookie);
        }
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try (ClusterAdmin admin = cluster.admin()) {
            CountDownLatch reading = new CountDownLatch(READERS);
            List<Future<CacheException>> readers = cookies.stream()
                    .map(cookie -> threads.submit(() -> readUntilRefused(cookie, contents, reading)))
                    .toList();
            assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();

            // When the cache is withdrawn on all nodes
            long began = System.nanoTime();
            List<CacheChange> changes = admin.withdrawCache(CACHE, null);
            long withdrawn = System.nanoTime();
            for (Future<CacheException> reader : readers) {
                CacheException refused = reader.get(60, TimeUnit.SECONDS);
                assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.ENOBUFS);
                assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(Reason.CACHE_WITHDRAWN);
            }
            System.out.printf(
                    "%d readers: withdrawn after %.1f ms, all had ENOBUFS after %.1f ms%n",
                    READERS, (withdrawn - began) / 1e6, (System.nanoTime() - began) / 1e6);

            // Then it is, everywhere, and nobody waits for it
            assertThat(changes).hasSize(ContractCluster.NODES).allMatch(CacheChange::done);
            assertThat(states(admin)).hasSize(ContractCluster.NODES).allMatch(state -> state.startsWith("withdrawn"));
            for (Cookie cookie : cookies) {
                RangeIo.assertNotCached(Reason.CACHE_WITHDRAWN, () -> RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL));
            }

            // And when it is back the next use finds what it had
            assertThat(admin.resumeCache(CACHE, null)).allMatch(CacheChange::done);
            assertThat(states(admin)).hasSize(ContractCluster.NODES).containsOnly("online");
        } finally {
            threads.shutdownNow();
        }
        for (Cookie cookie : cookies) {
            cookie.unuse(null, null);
            cookie.use(false);
            assertThat(RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
        }
    }

    @Test
    @Row(28)
    void a_read_under_way_ends_once_and_the_withdrawal_does_not_wait_for_a_client_that_takes_nothing(
            ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "withdrawn", CACHE, 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        byte[] contents = RangeIo.bytes(29, SIZE);
        RangeIo.write(cookie, 0, contents);
        Termination termination = new Termination();
        ByteBuffer into = ByteBuffer.allocate(SIZE);
        try (ClusterAdmin admin = cluster.admin();
                CacheOperation operation = cookie.beginRead();
                Firewall.Rule held = clients.holdAnswers(0, FrameType.DATA)) {
            operation.read(0, into, ReadHole.FAIL, termination);
            await("the answer is held").until(() -> held.caught() > 0);

            assertThat(admin.withdrawCache(CACHE, null)).allMatch(CacheChange::done);
        }

        Termination.Call call = termination.await();
        if (call.error() == null) {
            assertThat(into.array()).isEqualTo(contents);
        } else {
            assertThat(call.error().code()).isIn(ErrorCode.ENOBUFS, ErrorCode.ESTALE);
        }
    }

    @Test
    @Row(28)
    void with_the_cache_of_one_node_withdrawn_objects_are_cached_on_the_others(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "withdrawn", CACHE, 2);
        byte[] contents = RangeIo.bytes(30, SIZE);
        try (ClusterAdmin admin = cluster.admin()) {
            String node = cluster.node(0).id().toString();
            assertThat(admin.withdrawCache(CACHE, node))
                    .singleElement()
                    .satisfies(change -> assertThat(change.node()).isEqualTo(node));

            for (int i = 0; i < 10; i++) {
                Cookie writer = clients.use(0, "file-" + i, SIZE);
                RangeIo.write(writer, 0, contents);
                assertThat(RangeIo.read(clients.use(1, "file-" + i, SIZE), 0, SIZE, ReadHole.FAIL))
                        .isEqualTo(contents);
            }
        }
    }

    @Test
    @Row(28)
    void the_command_withdraws_and_resumes_and_names_a_cache_that_there_is_not(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "withdrawn", CACHE, 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        byte[] contents = RangeIo.bytes(31, SIZE);
        RangeIo.write(cookie, 0, contents);

        Command.run("cache", "withdraw", CACHE, "--servers", cluster.serversOption())
                .succeeded();
        RangeIo.assertNotCached(Reason.CACHE_WITHDRAWN, () -> RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL));

        Command.run("cache", "resume", CACHE, "--servers", cluster.serversOption())
                .succeeded();
        await("it is cached again")
                .atMost(BACK)
                .ignoreException(CacheException.class)
                .untilAsserted(() ->
                        assertThat(RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents));

        Command wrong = Command.run("cache", "withdraw", "no-such", "--servers", cluster.serversOption());
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("no-such");
    }
}
