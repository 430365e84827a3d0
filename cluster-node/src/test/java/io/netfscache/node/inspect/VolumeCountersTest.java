package io.netfscache.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VolumeCountersTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final VolumeCounters volumes = new VolumeCounters(nanos::get);

    private void read(String volume, int bytes, Duration took) {
        long begun = volumes.now();
        nanos.addAndGet(took.toNanos());
        if (bytes > 0) {
            volumes.hit(volume, bytes, begun);
        } else {
            volumes.miss(volume, begun);
        }
    }

    @Test
    void reads_misses_bytes_and_their_times_are_those_of_their_volume() {
        read("a", 4096, Duration.ofNanos(3_000));
        read("a", 8192, Duration.ofNanos(5_000));
        read("a", 0, Duration.ofNanos(1_000));
        read("b", 0, Duration.ofMillis(1));
        volumes.stored("b", 4096);

        Traffic a = volumes.traffic("a");
        Traffic b = volumes.traffic("b");

        assertThat(a.reads()).isEqualTo(2);
        assertThat(a.misses()).isOne();
        assertThat(a.readBytes()).isEqualTo(12288);
        assertThat(a.storedBytes()).isZero();
        assertThat(a.readNanos()).isEqualTo(9_000);
        assertThat(a.latencies().subList(0, 5)).containsExactly(0L, 1L, 1L, 1L, 0L);
        assertThat(b.hitRatio()).hasValue(0);
        assertThat(b.storedBytes()).isEqualTo(4096);
        assertThat(volumes.traffic("c")).isEqualTo(Traffic.NONE);
        assertThat(volumes.smallest(1)).containsOnlyKeys("a");
        assertThat(volumes.smallest(2)).containsOnlyKeys("a", "b");
    }

    @Test
    void more_volumes_than_there_are_counters_for_are_counted_together() {
        for (int i = 0; i < NodeLimits.KNOWN_VOLUMES + 3; i++) {
            volumes.stored("volume-" + i, 1);
        }
        volumes.stored("volume-0", 1);
        volumes.stored("volume-" + NodeLimits.KNOWN_VOLUMES, 1);

        assertThat(volumes.traffic("volume-0").storedBytes()).isEqualTo(2);
        assertThat(volumes.traffic("volume-" + NodeLimits.KNOWN_VOLUMES)).isEqualTo(Traffic.NONE);
        assertThat(volumes.traffic(VolumeCounters.OTHERS).storedBytes()).isEqualTo(4);
        assertThat(volumes.smallest(2)).hasSize(3).containsKey(VolumeCounters.OTHERS);
    }

    @Test
    void only_the_first_volumes_have_a_label_and_the_others_are_one() {
        for (int i = 0; i < NodeLimits.METRIC_VOLUMES + 2; i++) {
            volumes.stored("volume-" + i, 1);
        }

        List<String> labelled = volumes.labelled();

        assertThat(labelled)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, NodeLimits.METRIC_VOLUMES)
                        .mapToObj(i -> "volume-" + i)
                        .toList());
        assertThat(volumes.unlabelled().storedBytes()).isEqualTo(2);
    }

    @Test
    void threads_that_meet_new_volumes_together_lose_no_count() {
        CompletableFuture.allOf(IntStream.range(0, 8)
                        .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                            for (int i = 0; i < 2_000; i++) {
                                volumes.stored("volume-" + i % 500, 1);
                            }
                        }))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(volumes.smallest(1000).values())
                .hasSize(500)
                .allSatisfy(traffic -> assertThat(traffic.storedBytes()).isEqualTo(32));
        assertThat(volumes.labelled()).hasSize(NodeLimits.METRIC_VOLUMES);
    }
}
