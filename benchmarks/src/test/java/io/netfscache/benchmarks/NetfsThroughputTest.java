package io.netfscache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NetfsThroughputTest {
    private static Map<String, List<Double>> rounds(List<Double> plain, List<Double> other) {
        Map<String, List<Double>> rounds = new LinkedHashMap<>();
        rounds.put("plain", plain);
        rounds.put("other", other);
        return rounds;
    }

    @Test
    void a_result_has_the_median_of_each_way_and_its_ratio_to_the_first() {
        NetfsThroughput.Result result = NetfsThroughput.Result.of(
                new NetfsThroughput.Load("large", 1 << 20, true),
                rounds(List.of(9e9, 1e9, 2e9), List.of(1e9, 1e8, 5e8)));

        assertThat(result.bytesPerSecond()).containsEntry("plain", 2e9).containsEntry("other", 5e8);
        assertThat(result.row().trim().split(" +"))
                .containsExactly("large", "2.00", "GB/s", "1.000", "0.50", "GB/s", "0.250");
    }

    @Test
    void small_reads_are_counted_by_the_second() {
        NetfsThroughput.Result result = NetfsThroughput.Result.of(
                new NetfsThroughput.Load("small", 4096, false), rounds(List.of(4096e3), List.of(4096e2)));

        assertThat(result.row()).contains("1,000/s  1.000").contains("100/s  0.100");
    }
}
