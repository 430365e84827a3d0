package io.netfscache.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitsTest {
    @Test
    void the_deadlines_are_those_that_the_guarantees_state() {
        assertThat(Limits.CONNECT_DEADLINE).isEqualTo(Duration.ofSeconds(1));
        assertThat(Limits.LOOKUP_DEADLINE).isEqualTo(Duration.ofSeconds(2));
        assertThat(Limits.BEGIN_DEADLINE).isEqualTo(Duration.ofSeconds(2));
        assertThat(Limits.READ_DEADLINE).isEqualTo(Duration.ofSeconds(2));
        assertThat(Limits.FILL_WAIT_DEADLINE).isEqualTo(Duration.ofSeconds(10));
        assertThat(Limits.VOLUME_COLLISION_DEADLINE).isEqualTo(Duration.ofSeconds(20));
        assertThat(Limits.INVALIDATE_DEADLINE).isEqualTo(Duration.ofSeconds(30));
        assertThat(Limits.LEASE).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void the_sizes_fit_into_each_other() {
        assertThat(Limits.MAX_IO_BYTES % Limits.BLOCK_BYTES).isZero();
        assertThat(Limits.DEFAULT_CHUNK_BYTES % Limits.MAX_IO_BYTES).isZero();
        assertThat(Limits.MAX_CHUNK_BYTES / Limits.BLOCK_BYTES / 8).isEqualTo(Limits.MAX_BITMAP_BYTES);
        assertThat(Limits.HEADER_BYTES + 128 + 4 * Limits.MAX_IO_BLOCKS + Limits.MAX_IO_BYTES)
                .isLessThan(Limits.MAX_FRAME_BYTES);
        assertThat(Limits.MAX_CREDENTIALS_BYTES + 3 * Limits.MAX_NAME_BYTES).isLessThan(Limits.MAX_HELLO_BYTES);
        assertThat(Limits.BYTE_CREDITS).isGreaterThanOrEqualTo(Limits.MAX_IO_BYTES);
        assertThat(Limits.HEARTBEAT_INTERVAL.multipliedBy(3)).isLessThan(Limits.LEASE);
        assertThat(Limits.LEASE).isLessThan(Limits.SESSION_SILENCE);
        assertThat(Limits.SESSION_SILENCE.multipliedBy(103).dividedBy(100)).isLessThan(Limits.SESSION_TIMEOUT);
    }

    @Test
    void the_largest_batches_fit_into_a_frame() {
        int fence = 16
                + 1
                + 2
                + Limits.MAX_VOLUME_KEY_BYTES
                + 2
                + Limits.MAX_OBJECT_KEY_BYTES
                + 2 * 32
                + 16
                + 8
                + 2
                + Limits.MAX_AUX_BYTES;
        int entry = 2 + Limits.MAX_NAME_BYTES + 2 + Limits.MAX_MESSAGE_BYTES;

        assertThat(Limits.MAX_BATCH * VolumeList.MAX_ENTRY_BYTES).isLessThan(Limits.MAX_FRAME_BYTES - 64);
        assertThat(Limits.MAX_BATCH * Traffic.BYTES).isLessThan(Limits.MAX_FRAME_BYTES - 64);
        assertThat(Limits.MAX_BATCH * CookieList.MAX_ENTRY_BYTES).isLessThan(Limits.MAX_FRAME_BYTES - 64);
        assertThat(Limits.MAX_BATCH * fence).isLessThan(Limits.MAX_FRAME_BYTES);
        assertThat(Limits.MAX_VIEW_NODES * (16 + 2 + Limits.MAX_NAME_BYTES + 6)).isLessThan(Limits.MAX_FRAME_BYTES);
        assertThat(512 * entry).isLessThan(Limits.MAX_FRAME_BYTES);
    }
}
