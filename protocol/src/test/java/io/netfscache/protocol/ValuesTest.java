package io.netfscache.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ValuesTest {
    @Test
    void a_cookie_id_does_not_confuse_where_the_volume_key_ends() {
        assertThat(CookieId.of("ab", new byte[] {'c'})).isNotEqualTo(CookieId.of("a", new byte[] {'b', 'c'}));
    }

    @Test
    void a_cookie_id_is_the_golden_one() {
        assertThat(CookieId.of("file", "/etc/hosts".getBytes(StandardCharsets.UTF_8)))
                .hasToString("c47c020fd8ed211577e3f34d2f0959af");
    }

    @Test
    void cookie_ids_are_ordered_by_their_digits() {
        CookieId low = new CookieId(1, -1);
        CookieId middle = new CookieId(2, 0);
        CookieId high = new CookieId(-1, 0);

        assertThat(java.util.List.of(high, CookieId.LOWEST, middle, low).stream()
                        .sorted())
                .containsExactly(CookieId.LOWEST, low, middle, high);
    }

    @Test
    void checksums_are_CRC32C_of_each_block() {
        ByteBuffer payload = ByteBuffer.allocate(Limits.BLOCK_BYTES + 9);
        payload.position(Limits.BLOCK_BYTES)
                .put("123456789".getBytes(StandardCharsets.US_ASCII))
                .flip();

        Checksums checksums = Checksums.compute(payload);

        assertThat(checksums.count()).isEqualTo(2);
        assertThat(checksums.at(0)).isEqualTo(0x98f94189);
        assertThat(checksums.at(1)).isEqualTo(0xe3069283);
        assertThat(payload.position()).isZero();
    }

    @Test
    void a_flipped_bit_is_found_in_its_block() {
        ByteBuffer payload = ByteBuffer.allocate(3 * Limits.BLOCK_BYTES - 5);
        Checksums checksums = Checksums.compute(payload);
        assertThat(checksums.firstMismatch(payload)).isEqualTo(-1);

        payload.put(2 * Limits.BLOCK_BYTES + 17, (byte) 4);

        assertThat(checksums.firstMismatch(payload)).isEqualTo(2);
    }

    @Test
    void bits_of_bytes_count_from_the_lowest_of_the_first() {
        Bytes bitmap = Bytes.of(new byte[] {(byte) 0b1000_0001, 0b10});

        assertThat(bitmap.bit(0)).isTrue();
        assertThat(bitmap.bit(1)).isFalse();
        assertThat(bitmap.bit(7)).isTrue();
        assertThat(bitmap.bit(9)).isTrue();
        assertThat(bitmap.bit(16)).isFalse();
    }

    @Test
    void ids_are_parsed_from_what_they_print() {
        NodeId node = new NodeId(-1, 7);
        SessionId session = new SessionId(0, Long.MIN_VALUE);

        assertThat(NodeId.parse(node.toString())).isEqualTo(node);
        assertThat(SessionId.parse(session.toString())).isEqualTo(session);
        assertThatThrownBy(() -> NodeId.parse("xyz")).hasMessageContaining("xyz");
    }

    @Test
    void a_range_that_ends_before_it_starts_is_refused() {
        assertThatThrownBy(() -> new ByteRange(2, 1)).hasMessageContaining("[2, 1)");
    }
}
