package io.netfscache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LatenciesTest {
    @Test
    void half_are_below_the_median_and_one_in_a_hundred_is_above_the_p99() {
        List<Long> nanos = new ArrayList<>();
        for (long micros = 200; micros > 0; micros--) {
            nanos.add(micros * 1000);
        }

        assertThat(Latencies.ofNanos(nanos)).isEqualTo(new Latencies(101, 199));
    }

    @Test
    void one_measurement_is_both() {
        assertThat(Latencies.ofNanos(List.of(1234L))).isEqualTo(new Latencies(1.2, 1.2));
    }

    @Test
    void nothing_measured_is_no_figure() {
        assertThatThrownBy(() -> Latencies.ofNanos(List.of())).hasMessageContaining("nothing was measured");
    }
}
