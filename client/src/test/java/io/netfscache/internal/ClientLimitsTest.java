package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.ClientConfig;
import io.netfscache.protocol.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class ClientLimitsTest {
    @Test
    void theLimitsAreTheseAndNoOthers() {
        assertThat(ClientLimits.MAX_WAITING_REQUESTS).isEqualTo(4096);
        assertThat(ClientLimits.ABANDONED_DEADLINE).isEqualTo(Duration.ofSeconds(10));
        assertThat(ClientLimits.TRANSFER_WINDOW).isEqualTo(4);
        assertThat(ClientLimits.MAX_NODES_TRIED).isEqualTo(3);
        assertThat(ClientLimits.MAX_SCRUBS).isEqualTo(16);
        assertThat(ClientLimits.MIN_BACK_OFF).isEqualTo(Duration.ofMillis(50));
        assertThat(ClientLimits.MAX_BACK_OFF).isEqualTo(Duration.ofSeconds(2));
        assertThat(ClientLimits.MAX_LEASELESS_ANSWERS).isEqualTo(4);
        assertThat(ClientLimits.LOOKUP_RETRY).isEqualTo(Duration.ofSeconds(1));
        assertThat(ClientLimits.MAX_OVERTAKEN_LOOKUPS).isEqualTo(8);
        assertThat(ClientLimits.UNUSE_BATCH).isEqualTo(128);
        assertThat(ClientLimits.UNUSE_DELAY).isEqualTo(Duration.ofMillis(100));
        assertThat(ClientLimits.MAX_UNUSE_NOW).isEqualTo(64);
        assertThat(ClientLimits.MAX_UNUSE_RETRIED).isEqualTo(4096);
        assertThat(ClientLimits.MAX_UNUSE_ATTEMPTS).isEqualTo(30);
        assertThat(ClientLimits.UNUSE_RETRY).isEqualTo(Duration.ofSeconds(2));
        assertThat(ClientLimits.COOKIE_COLLISION_DEADLINE).isEqualTo(Duration.ofSeconds(2));
        assertThat(ClientLimits.MAX_WAITING_WRITES).isEqualTo(64);
        assertThat(ClientLimits.MAX_FOLIO_WRITES).isEqualTo(4);
        assertThat(ClientLimits.NO_DATA).isEqualTo(Duration.ofSeconds(1));
        assertThat(ClientLimits.LOCATE_WINDOW).isEqualTo(64);
        assertThat(ClientLimits.MAX_RECEIVE_BYTES).isEqualTo(256 * 1024);
        assertThat(ClientLimits.CLOSE_DEADLINE).isEqualTo(Duration.ofSeconds(5));
        assertThat(ClientConfig.DEFAULT_LRU_DELAY).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theyFitTheWireFormatAndEachOther() {
        assertThat(ClientLimits.UNUSE_BATCH).isLessThanOrEqualTo(Limits.MAX_BATCH);
        assertThat(ClientLimits.TRANSFER_WINDOW * Limits.MAX_IO_BYTES)
                .as("one transfer never uses up the credits of a connection")
                .isLessThan(Limits.BYTE_CREDITS);
        assertThat(ClientLimits.MIN_BACK_OFF).isLessThan(ClientLimits.MAX_BACK_OFF);
        assertThat(ClientLimits.UNUSE_RETRY.multipliedBy(ClientLimits.MAX_UNUSE_ATTEMPTS))
                .as("marks outlive the time in which a dead session node is noticed")
                .isGreaterThan(Limits.SESSION_TIMEOUT);
        assertThat(ClientLimits.UNUSE_DELAY).isLessThan(ClientConfig.DEFAULT_LRU_DELAY);
        assertThat(ClientConfig.DEFAULT_LRU_DELAY).isLessThan(Limits.SESSION_TIMEOUT);
        assertThat(ClientLimits.ABANDONED_DEADLINE)
                .as("a node is given up long before its session would end, and not by one slow reply")
                .isBetween(Limits.READ_DEADLINE.multipliedBy(2), Limits.SESSION_TIMEOUT);
        assertThat(ClientLimits.LOOKUP_RETRY).isLessThanOrEqualTo(Limits.LOOKUP_DEADLINE);
        assertThat(ClientLimits.MAX_BACK_OFF)
                .as("a change is tried many times before its outcome counts as unknown")
                .isLessThan(Limits.INVALIDATE_DEADLINE.dividedBy(10));
        assertThat(Limits.HEARTBEAT_INTERVAL.multipliedBy(ClientLimits.MAX_LEASELESS_ANSWERS))
                .as("a session node has the time of one lease to get its own back")
                .isGreaterThanOrEqualTo(Limits.LEASE);
        assertThat(Limits.HEARTBEAT_INTERVAL.multipliedBy(4))
                .as("one lost heart-beat does not end the lease")
                .isLessThanOrEqualTo(Limits.LEASE);
    }
}
