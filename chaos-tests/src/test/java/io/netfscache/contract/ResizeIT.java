package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** fscache_resize_cookie. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class ResizeIT {

    @Test
    @Row(9)
    void a_resize_needs_an_in_use_mark(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "resized", 1);
        Cookie cookie = clients.cookie(0, "idle", Clients.AUX, 10_000);

        assertThatThrownBy(() -> cookie.resize(1)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "16384, 4096",
        "16384, 4097",
        "10000, 5000",
        "10001, 8192",
        "12289, 1",
        "8192, 0",
        "20000, 19999",
        "3145729, 1048577"
    })
    @Row(9)
    void what_was_cut_off_reads_as_missing_on_every_client_after_the_object_is_extended_again(
            int size, int shrunk, ContractCluster cluster) throws Exception {
        byte[] contents = RangeIo.bytes(size, size);
        int whole = shrunk - shrunk % Limits.BLOCK_BYTES;
        byte[] wanted = Arrays.copyOf(Arrays.copyOf(contents, whole), size);
        Clients clients = Clients.connect(cluster, "resized", 2);
        // Given an object that two clients read
        Cookie one = clients.use(0, "resized-" + size, size);
        Cookie two = clients.use(1, "resized-" + size, size);
        RangeIo.write(two, 0, contents);
        assertThat(RangeIo.read(one, 0, size, ReadHole.FAIL)).isEqualTo(contents);

        // When one of them cuts its end off
        one.resize(shrunk);

        // Then both read no further
        for (Cookie cookie : List.of(one, two)) {
            assertThat(RangeIo.read(cookie, 0, size, ReadHole.CLEAR)).hasSize(shrunk);
            assertThat(cookie.objectSize()).isEqualTo(shrunk);
        }

        // And when it is made as large as it was, what was cut off is missing, and nothing else is
        one.resize(size);
        for (Cookie cookie : List.of(two, one)) {
            assertThat(RangeIo.read(cookie, 0, size, ReadHole.CLEAR)).isEqualTo(wanted);
            assertThat(RangeIo.read(cookie, 0, size, ReadHole.IGNORE)).isEqualTo(Arrays.copyOf(contents, whole));
            assertThat(RangeIo.missing(cookie, 0, size, ReadHole.FAIL)).containsExactly(new ByteRange(whole, size));
            assertThat(RangeIo.missing(cookie, size - 1, 1, ReadHole.FAIL))
                    .containsExactly(new ByteRange(size - 1, size));
        }
    }

    @Test
    @Row(9)
    void growing_keeps_what_is_cached_but_for_the_block_that_held_the_end(ContractCluster cluster) throws Exception {
        byte[] contents = RangeIo.bytes(1, 10_000);
        Clients clients = Clients.connect(cluster, "resized", 2);
        Cookie one = clients.use(0, "grown", contents.length);
        Cookie two = clients.use(1, "grown", contents.length);
        RangeIo.write(one, 0, contents);

        one.resize(20_000);

        assertThat(RangeIo.read(two, 0, 8192, ReadHole.FAIL)).isEqualTo(Arrays.copyOf(contents, 8192));
        assertThat(RangeIo.missing(two, 0, 20_000, ReadHole.FAIL)).containsExactly(new ByteRange(8192, 20_000));
    }

    @Test
    @Row(9)
    void io_that_began_before_the_resize_is_stale_on_both_clients(ContractCluster cluster) throws Exception {
        byte[] contents = RangeIo.bytes(2, 10_000);
        Clients clients = Clients.connect(cluster, "resized", 2);
        Cookie one = clients.use(0, "begun", contents.length);
        Cookie two = clients.use(1, "begun", contents.length);
        RangeIo.write(one, 0, contents);
        try (CacheOperation ofOne = one.beginRead();
                CacheOperation ofTwo = two.beginRead()) {
            one.resize(100);

            RangeIo.assertCode(ErrorCode.ESTALE, () -> RangeIo.read(ofOne, 0, 10_000, ReadHole.CLEAR));
            RangeIo.assertCode(ErrorCode.ESTALE, () -> RangeIo.read(ofTwo, 0, 10_000, ReadHole.CLEAR));
        }
    }
}
