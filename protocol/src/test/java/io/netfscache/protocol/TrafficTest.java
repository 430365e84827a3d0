package io.netfscache.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrafficTest {
    private static final long MICRO = 1_000;

    /** That many reads, each of which took so long. */
    private static Traffic reads(long count, Duration each) {
        List<Long> latencies = new ArrayList<>(Traffic.NONE.latencies());
        latencies.set(Traffic.latencyClass(each.toNanos()), count);
        return new Traffic(count, 0, 4096 * count, 0, count * each.toNanos(), latencies);
    }

    @Test
    void a_class_of_latencies_is_a_power_of_two_of_microseconds() {
        assertThat(Traffic.latencyClass(-1)).isZero();
        assertThat(Traffic.latencyClass(MICRO - 1)).isZero();
        assertThat(Traffic.latencyClass(MICRO)).isEqualTo(1);
        assertThat(Traffic.latencyClass(2 * MICRO)).isEqualTo(2);
        assertThat(Traffic.latencyClass(4 * MICRO - 1)).isEqualTo(2);
        assertThat(Traffic.latencyClass(4 * MICRO)).isEqualTo(3);
        assertThat(Traffic.latencyClass(Long.MAX_VALUE)).isEqualTo(Traffic.LATENCIES - 1);
    }

    @Test
    void one_slow_read_in_a_hundred_is_not_the_99th_percentile_but_two_are() {
        Traffic fast = reads(99, Duration.ofNanos(100 * MICRO));

        Traffic one = fast.plus(reads(1, Duration.ofMillis(50)));
        Traffic two = fast.plus(reads(2, Duration.ofMillis(50)));

        assertThat(one.latencyBelow(0.99)).contains(Duration.ofNanos(128 * MICRO));
        assertThat(two.latencyBelow(0.99)).contains(Duration.ofNanos(65536 * MICRO));
        assertThat(one.meanLatency()).contains(Duration.ofNanos(599 * MICRO));
    }

    @Test
    void whoever_has_not_been_read_has_no_ratio_and_no_latency() {
        assertThat(Traffic.NONE.hitRatio()).isEmpty();
        assertThat(Traffic.NONE.meanLatency()).isEmpty();
        assertThat(Traffic.NONE.latencyBelow(0.99)).isEmpty();
    }

    @Test
    void nodes_add_up() {
        Traffic some = FrameSamples.TRAFFIC;

        Traffic both = some.plus(some);

        assertThat(both.plus(Traffic.NONE)).isEqualTo(both);
        assertThat(both.reads()).isEqualTo(6);
        assertThat(both.misses()).isEqualTo(4);
        assertThat(both.readBytes()).isEqualTo(2 * some.readBytes());
        assertThat(both.storedBytes()).isEqualTo(2 * some.storedBytes());
        assertThat(both.readNanos()).isEqualTo(10000);
        assertThat(both.latencies().get(23)).isEqualTo(46);
        assertThat(both.hitRatio()).hasValue(0.6);
    }

    @Test
    void another_number_of_classes_is_refused() {
        assertThatThrownBy(() -> new Traffic(0, 0, 0, 0, 0, List.of(1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("24");
    }
}
