package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheOperation;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** fscache_update_cookie. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class UpdateIT {
    private static final int SIZE = 50_000;
    private static final byte[] NEW_AUX = {2};

    @Test
    @Row(16)
    void new_coherency_data_are_a_new_generation_with_everything_kept(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "updated", 2);
        byte[] contents = RangeIo.bytes(1, SIZE);
        Cookie one = clients.use(0, "file", SIZE);
        Cookie two = clients.use(1, "file", SIZE);
        RangeIo.write(one, 0, contents);
        try (CacheOperation before = two.beginRead()) {
            one.update(NEW_AUX, null);

            assertThat(before.isCurrent()).isFalse();
            RangeIo.assertCode(ErrorCode.ESTALE, () -> RangeIo.read(before, 0, SIZE, ReadHole.FAIL));
        }
        try (CacheOperation after = two.beginRead()) {
            assertThat(after.aux().toArray()).isEqualTo(NEW_AUX);
            assertThat(RangeIo.read(after, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
        }
        assertThat(RangeIo.read(one, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
    }

    @Test
    @Row(16)
    void the_record_has_them_and_the_old_ones_are_refused(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "updated", 2);
        Cookie cookie = clients.use(0, "file", SIZE);
        cookie.beginRead().close();
        cookie.update(NEW_AUX, 2L * SIZE);
        try (ClusterAdmin admin = cluster.admin()) {
            CookieInfo record = admin.cookies(clients.volumeKey(), 10).get(0);
            assertThat(record.aux().toArray()).isEqualTo(NEW_AUX);
            assertThat(record.size()).isEqualTo(2L * SIZE);
            assertThat(record.fencePending()).isFalse();
        }

        Cookie old = clients.use(1, "file", SIZE);
        RangeIo.assertNotCached(Reason.REFUSED_AUX, old::beginRead);
    }

    @Test
    @Row(16)
    void an_update_to_what_is_there_changes_nothing_and_one_of_another_length_is_EINVAL(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "updated", 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        try (CacheOperation operation = cookie.beginRead()) {
            cookie.update(null, null);
            cookie.update(Clients.AUX, (long) SIZE);
            RangeIo.assertCode(ErrorCode.EINVAL, () -> cookie.update(new byte[] {1, 2}, null));

            assertThat(operation.isCurrent()).isTrue();
        }
    }

    /** Of two that write one place at a time nobody knows whose bytes the origin has: the later commit drops what is cached. */
    @Test
    @Row(16)
    void a_commit_keeps_nothing_when_another_modifier_has_come_between(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "updated", 2);
        Cookie one = clients.modify(0, "file", SIZE);
        Cookie two = clients.modify(1, "file", SIZE);
        try (CacheOperation first = one.beginWrite()) {
            first.write(0, ByteBuffer.wrap(RangeIo.bytes(1, SIZE)));
            try (CacheOperation second = two.beginWrite()) {
                second.write(0, ByteBuffer.wrap(RangeIo.bytes(2, SIZE)));
                second.commit(NEW_AUX, null);
            }
            // The origin has the bytes of the first: it wrote there last
            first.commit(new byte[] {3}, null);
        }

        try (CacheOperation read = two.beginRead()) {
            assertThat(read.aux().toArray()).containsExactly(3);
            assertThat(RangeIo.read(read, 0, SIZE, ReadHole.IGNORE)).isEmpty();
        }
    }

    @Test
    @Row(16)
    void a_commit_keeps_what_its_operation_has_written(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "updated", 2);
        byte[] contents = RangeIo.bytes(1, SIZE);
        Cookie one = clients.modify(0, "file", SIZE);
        Cookie two = clients.use(1, "file", SIZE);
        two.beginRead().close();
        try (CacheOperation operation = one.beginWrite()) {
            operation.write(0, ByteBuffer.wrap(contents));
            operation.commit(NEW_AUX, null);
        }

        try (CacheOperation read = two.beginRead()) {
            assertThat(read.aux().toArray()).isEqualTo(NEW_AUX);
            assertThat(RangeIo.read(read, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
        }
    }

    @Test
    @Row(16)
    void a_commit_of_a_changed_range_drops_that_range_and_keeps_the_rest(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "updated", 2);
        byte[] contents = RangeIo.bytes(1, SIZE);
        Cookie one = clients.modify(0, "file", SIZE);
        Cookie two = clients.use(1, "file", SIZE);
        try (CacheOperation operation = one.beginWrite()) {
            operation.write(0, ByteBuffer.wrap(contents));
            // When: the origin has other bytes in the first block
            assertThat(operation.commit(new ByteRange(0, 4096), NEW_AUX, SIZE)).isTrue();
        }

        try (CacheOperation read = two.beginRead()) {
            assertThat(read.aux().toArray()).isEqualTo(NEW_AUX);
            assertThat(RangeIo.read(read, 0, SIZE, ReadHole.IGNORE)).isEmpty();
            assertThat(RangeIo.read(read, 4096, SIZE - 4096, ReadHole.FAIL))
                    .isEqualTo(Arrays.copyOfRange(contents, 4096, SIZE));
        }
    }
}
