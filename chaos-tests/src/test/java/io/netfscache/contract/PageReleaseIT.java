package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.netfs.HeapFolio;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.FrameType;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** fscache_note_page_release: when the cache is looked into. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class PageReleaseIT {
    private static final String NAME = "file";
    private static final int SIZE = 3 * Pages.PAGE + 7;
    private static final byte[] CONTENTS = Io.contents('c', SIZE);

    @Test
    @Row(26)
    void a_new_object_is_not_looked_into_before_a_page_is_released(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        Cookie cookie = ContractClient.cookie(client.volume(ContractCluster.unusedKey("new")), NAME, SIZE);
        FutureTask<CacheOperation> begin = new FutureTask<>(cookie::beginRead);
        Thread waiter = new Thread(begin);
        try (Firewall.Rule held =
                cluster.firewall().hold(client.principal(), Firewall.Way.TO_CLIENT, FrameType.COOKIE)) {
            cookie.use(false);
            waiter.start();
            await("the begin waits for the look-up")
                    .atMost(Io.SOON)
                    .until(() -> held.caught() > 0 && waiter.getState() == Thread.State.TIMED_WAITING);
        }
        try (CacheOperation operation = begin.get(Io.SOON.toSeconds(), TimeUnit.SECONDS);
                Firewall.Rule reads =
                        cluster.firewall().watch(client.principal(), Firewall.Way.TO_NODE, FrameType.READ)) {
            assertThat(cookie.state()).isInstanceOf(CookieState.Creating.class);
            // A client that is held up for longer than that asks the nodes, and finds the same.
            assertMissing(operation);
            long presumed = client.cache().stats().presumedMisses();
            assertThat(reads.caught()).isEqualTo(presumed == 1 ? 0 : 1);

            cookie.notePageRelease();

            int before = reads.caught();
            assertMissing(operation);
            assertThat(reads.caught()).isGreaterThan(before);
            assertThat(client.cache().stats().presumedMisses()).isEqualTo(presumed);
        }
    }

    private static void assertMissing(CacheOperation operation) {
        MissingDataException missing =
                catchThrowableOfType(MissingDataException.class, () -> RangeIo.read(operation, 0, SIZE, ReadHole.FAIL));
        assertThat(missing.missing()).containsExactly(new ByteRange(0, SIZE));
    }

    @Test
    @Row({24, 26})
    void the_second_read_of_a_file_whose_folios_were_dropped_is_a_cache_hit(ContractCluster cluster) throws Exception {
        // Given a file that has been read from the origin, and whose folios have been written to the cache
        Clients clients = Clients.connect(cluster, "released", 2);
        Cookie cookie = clients.use(0, NAME, SIZE);
        Pages pages = new Pages(cookie, SIZE);
        HeapFolio folio = pages.marked(0, CONTENTS);
        assertThat(pages.write(0, SIZE).transferred()).isEqualTo(SIZE);

        // When they leave memory
        pages.mapping.release(folio);
        cookie.notePageRelease();
        long before = clients.cache(0).stats().cacheBytes();

        // Then the second read takes every byte from the cache, here and at another client
        assertThat(Io.read(cookie, SIZE)).isEqualTo(CONTENTS);
        assertThat(clients.cache(0).stats().cacheBytes() - before).isEqualTo(SIZE);
        assertThat(Io.read(clients.use(1, NAME, SIZE), SIZE)).isEqualTo(CONTENTS);
    }
}
