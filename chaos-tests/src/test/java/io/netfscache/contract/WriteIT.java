package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** fscache_write: a fill by whoever only reads the object, a change by whoever modifies it. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class WriteIT {
    private static final int SIZE = 50_000;

    @ParameterizedTest
    @CsvSource({
        "1, 4096",
        "4095, 4097",
        "0, 4095",
        "0, 1",
        "4096, 5000",
        "45056, 4943",
        "45056, 4945",
        "45056, 8192",
        "53248, 4096",
        "-4096, 4096"
    })
    @Row({14, 15})
    void a_range_that_is_not_whole_blocks_within_the_object_is_EINVAL_and_stores_nothing(
            long position, int length, ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "alignment", 1);
        Cookie cookie = clients.use(0, "file", SIZE);
        try (CacheOperation operation = cookie.beginWrite()) {
            RangeIo.assertCode(ErrorCode.EINVAL, () -> operation.write(position, ByteBuffer.allocate(length)));
            Termination termination = new Termination();
            operation.write(position, ByteBuffer.allocate(length), termination);
            assertThat(termination.error().code()).isEqualTo(ErrorCode.EINVAL);
        }
        assertThat(RangeIo.missing(cookie, 0, SIZE, ReadHole.FAIL)).containsExactly(new ByteRange(0, SIZE));
    }

    @Test
    @Row(14)
    void the_last_block_ends_where_the_object_ends(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "alignment", 2);
        byte[] end = RangeIo.bytes(1, SIZE - 45_056);
        RangeIo.write(clients.use(0, "file", SIZE), 45_056, end);

        Cookie other = clients.use(1, "file", SIZE);
        assertThat(RangeIo.read(other, 45_056, 4096 * 2, ReadHole.FAIL)).isEqualTo(end);
        assertThat(RangeIo.missing(other, 0, SIZE, ReadHole.FAIL)).containsExactly(new ByteRange(0, 45_056));
    }

    @Test
    @Row(14)
    void a_fill_leaves_the_blocks_that_are_present_as_they_are(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "fill", 2);
        Cookie one = clients.use(0, "file", SIZE);
        Cookie two = clients.use(1, "file", SIZE);
        byte[] first = RangeIo.bytes(2, 8192);
        byte[] second = RangeIo.bytes(3, SIZE);
        RangeIo.write(one, 4096, first);

        RangeIo.write(two, 0, second);

        byte[] wanted = second.clone();
        System.arraycopy(first, 0, wanted, 4096, first.length);
        for (Cookie cookie : List.of(one, two)) {
            assertThat(RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL)).isEqualTo(wanted);
        }
    }

    @Test
    @Row(14)
    void bytes_that_were_read_from_the_origin_before_a_change_are_not_stored_after_it(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "captured", 2);
        Cookie filler = clients.use(0, "file", SIZE);
        Cookie changer = clients.use(1, "file", SIZE);
        try (CacheOperation operation = filler.beginWrite()) {
            byte[] old = RangeIo.bytes(4, SIZE);

            Clients.invalidate(changer, SIZE);

            RangeIo.assertCode(ErrorCode.ESTALE, () -> operation.write(0, ByteBuffer.wrap(old)));
            Termination termination = new Termination();
            operation.write(0, ByteBuffer.wrap(old), termination);
            assertThat(termination.error().code()).isEqualTo(ErrorCode.ESTALE);
        }
        for (Cookie cookie : List.of(filler, changer)) {
            assertThat(RangeIo.read(cookie, 0, SIZE, ReadHole.IGNORE)).isEmpty();
        }
    }

    @Test
    @Row(14)
    void the_write_of_a_modifier_is_a_change_that_the_other_client_sees(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "modified", 2);
        byte[] before = RangeIo.bytes(5, SIZE);
        Cookie reader = clients.use(1, "file", SIZE);
        RangeIo.write(reader, 0, before);
        Cookie modifier = clients.modify(0, "file", SIZE);
        byte[] change = RangeIo.bytes(6, 8192);
        byte[] after = before.clone();
        System.arraycopy(change, 0, after, 4096, change.length);
        try (CacheOperation begunBefore = reader.beginRead()) {
            // When the modifier, whose origin has them already, writes two blocks
            RangeIo.write(modifier, 4096, change);

            // Then what began before is stale, and who begins now has the new bytes between the old ones
            RangeIo.assertCode(ErrorCode.ESTALE, () -> RangeIo.read(begunBefore, 0, SIZE, ReadHole.FAIL));
        }
        assertThat(RangeIo.read(reader, 0, SIZE, ReadHole.FAIL)).isEqualTo(after);
        assertThat(RangeIo.read(modifier, 0, SIZE, ReadHole.FAIL)).isEqualTo(after);

        // And again, also after it was closed
        byte[] last = RangeIo.bytes(7, SIZE);
        RangeIo.write(modifier, 0, last);
        assertThat(RangeIo.read(reader, 0, SIZE, ReadHole.FAIL)).isEqualTo(last);
        modifier.unuse(null, null);
        assertThat(RangeIo.read(reader, 0, SIZE, ReadHole.FAIL)).isEqualTo(last);
    }

    @Test
    @Row(14)
    void the_write_of_a_modifier_under_an_old_generation_is_stale_and_what_others_stored_stays(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "modified", 2);
        Cookie modifier = clients.modify(0, "file", SIZE);
        Cookie other = clients.use(1, "file", SIZE);
        byte[] current = RangeIo.bytes(8, SIZE);
        try (CacheOperation old = modifier.beginWrite()) {
            Clients.invalidate(other, SIZE);
            RangeIo.write(other, 0, current);

            RangeIo.assertCode(ErrorCode.ESTALE, () -> old.write(0, ByteBuffer.wrap(RangeIo.bytes(9, SIZE))));
        }

        assertThat(RangeIo.read(other, 0, SIZE, ReadHole.FAIL)).isEqualTo(current);
        assertThat(RangeIo.read(modifier, 0, SIZE, ReadHole.FAIL)).isEqualTo(current);
    }

    @Test
    @Row(14)
    void an_asynchronous_write_is_there_when_its_termination_function_is_called(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "asynchronous", 2);
        Cookie writer = clients.use(0, "file", SIZE);
        Cookie reader = clients.use(1, "file", SIZE);
        byte[] contents = RangeIo.bytes(10, SIZE);
        ByteBuffer from = ByteBuffer.wrap(contents);
        Termination termination = new Termination();
        try (CacheOperation operation = writer.beginWrite()) {
            operation.write(0, from, termination);
            assertThat(termination.transferred()).isEqualTo(SIZE);
            assertThat(from.hasRemaining()).isFalse();
        }
        assertThat(RangeIo.read(reader, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
        assertThat(Arrays.equals(contents, RangeIo.bytes(10, SIZE)))
                .as("the writer's bytes are left alone")
                .isTrue();
    }
}
