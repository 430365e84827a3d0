package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.InvalidateFlag;
import io.netfscache.ReadHole;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** FSCACHE_INVAL_DIO_WRITE. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class DioWriteIT {
    private static final int SIZE = 50_000;
    /** Several sweeps of the record's owner. */
    private static final Duration SWEPT = Duration.ofSeconds(30);

    @Test
    @Row({18, 19})
    void caching_is_off_for_everybody_until_the_last_user_anywhere_has_closed(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "dio", 3);
        Cookie writer = clients.use(0, "file", SIZE);
        Cookie reader = clients.use(1, "file", SIZE);
        RangeIo.write(reader, 0, RangeIo.bytes(1, SIZE));
        assertThat(writer.enabled()).isTrue();

        // When one client writes past the cache
        Clients.invalidate(writer, SIZE, InvalidateFlag.DIO_WRITE);

        // Then no client caches the object, one that comes later neither
        Cookie late = clients.use(2, "file", SIZE);
        for (Cookie cookie : List.of(writer, reader, late)) {
            RangeIo.assertNotCached(Reason.DISABLED_BY_DIO_WRITE, cookie::beginRead);
            RangeIo.assertNotCached(Reason.DISABLED_BY_DIO_WRITE, cookie::beginWrite);
            assertThat(cookie.enabled()).isFalse();
        }

        // Nor when the one that wrote has closed, or all but one
        writer.unuse(null, null);
        writer.relinquish(false);
        reader.unuse(null, null);
        assertStaysOff(cluster, clients, late);

        // But when the last one has
        late.unuse(null, null);
        try (ClusterAdmin admin = cluster.admin()) {
            await("caching comes on again")
                    .atMost(SWEPT)
                    .until(() -> !admin.cookies(clients.volumeKey(), 10).get(0).disabled());
        }
        reader.use(false);
        reader.beginRead().close();
        assertThat(reader.enabled()).isTrue();
        assertThat(RangeIo.read(reader, 0, SIZE, ReadHole.IGNORE)).isEmpty();
        RangeIo.write(reader, 0, RangeIo.bytes(2, SIZE));
        Cookie again = clients.use(0, "file", SIZE);
        assertThat(RangeIo.read(again, 0, SIZE, ReadHole.FAIL)).isEqualTo(RangeIo.bytes(2, SIZE));
    }

    /** For longer than the owner of a record needs to find out that nobody uses it. */
    private static void assertStaysOff(ContractCluster cluster, Clients clients, Cookie user) throws Exception {
        try (ClusterAdmin admin = cluster.admin()) {
            await("caching stays off")
                    .during(Duration.ofSeconds(3))
                    .atMost(SWEPT)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> admin.cookies(clients.volumeKey(), 10).get(0).disabled());
        }
        RangeIo.assertNotCached(Reason.DISABLED_BY_DIO_WRITE, user::beginRead);
    }

    @Test
    @Row(18)
    void who_opens_the_object_at_once_after_its_last_close_finds_caching_on(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "dio", 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        for (int version = 1; version <= 3; version++) {
            Clients.invalidate(cookie, SIZE, InvalidateFlag.DIO_WRITE);
            RangeIo.assertNotCached(Reason.DISABLED_BY_DIO_WRITE, cookie::beginRead);

            cookie.unuse(null, null);
            cookie.use(false);

            RangeIo.write(cookie, 0, RangeIo.bytes(version, SIZE));
            assertThat(RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL)).isEqualTo(RangeIo.bytes(version, SIZE));
            assertThat(cookie.enabled()).isTrue();
        }
    }

    @Test
    @Row(18)
    void every_such_call_invalidates(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "dio", 2);
        Cookie one = clients.use(0, "file", SIZE);
        Cookie two = clients.use(1, "file", SIZE);
        try (ClusterAdmin admin = cluster.admin();
                CacheOperation begun = two.beginRead()) {
            Generation last = generation(admin, clients);
            for (Cookie cookie : List.of(one, two, one)) {
                Clients.invalidate(cookie, SIZE, InvalidateFlag.DIO_WRITE);

                CookieInfo record = admin.cookies(clients.volumeKey(), 10).get(0);
                assertThat(record.generation()).isNotEqualTo(last);
                assertThat(record.disabled()).isTrue();
                assertThat(record.fencePending()).isFalse();
                last = record.generation();
            }
            assertThat(begun.isCurrent()).isFalse();
        }
    }

    private static Generation generation(ClusterAdmin admin, Clients clients) throws CacheException {
        return admin.cookies(clients.volumeKey(), 10).get(0).generation();
    }
}
