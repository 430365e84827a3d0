package io.netfscache.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.inspect.VolumeCounters;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeMetricsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final VolumeCounters volumes = new VolumeCounters(nanos::get);

    @Test
    void a_volume_is_a_label_of_its_figures() {
        nanos.set(3_000_000);
        volumes.hit("http:\"files\"", 4096, 1_000_000);
        volumes.miss("http:\"files\"", 2_000_000);
        volumes.stored("http:\"files\"", 8192);

        try (NodeMetrics metrics = new NodeMetrics(new NodeStats(), volumes, "test", "n1")) {
            String label = "{volume=\"http:\\\"files\\\"\"} ";
            assertThat(metrics.scrape(false).lines())
                    .contains(
                            "netfs_cache_volume_reads_total" + label + "1.0",
                            "netfs_cache_volume_read_misses_total" + label + "1.0",
                            "netfs_cache_volume_read_bytes_total" + label + "4096.0",
                            "netfs_cache_volume_stored_bytes_total" + label + "8192.0",
                            "netfs_cache_volume_read_seconds_count" + label + "2",
                            "netfs_cache_volume_read_seconds_sum" + label + "0.003",
                            "netfs_cache_volume_read_p99_seconds" + label + "0.002048");
        }
    }

    @Test
    void labels_are_bounded_and_figures_go_on_growing() {
        try (NodeMetrics metrics = new NodeMetrics(new NodeStats(), volumes, "test", "n1")) {
            for (int i = 0; i < NodeLimits.METRIC_VOLUMES; i++) {
                volumes.stored("volume-" + i, 1);
            }
            assertThat(metrics.scrape(false)).doesNotContain(VolumeCounters.OTHERS);
            for (int i = 0; i < NodeLimits.METRIC_VOLUMES + 7; i++) {
                volumes.stored("volume-" + i, 1);
            }

            assertThat(metrics.scrape(false).lines())
                    .filteredOn(line -> line.startsWith("netfs_cache_volume_stored_bytes_total"))
                    .hasSize(NodeLimits.METRIC_VOLUMES + 1)
                    .contains(
                            "netfs_cache_volume_stored_bytes_total{volume=\"volume-0\"} 2.0",
                            "netfs_cache_volume_stored_bytes_total{volume=\".others\"} 7.0");
        }
    }
}
