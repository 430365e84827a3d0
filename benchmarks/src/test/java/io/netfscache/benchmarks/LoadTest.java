package io.netfscache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoadTest {
    private final Load random = new Load("random", 4096, 16, false);
    private final Load sequential = new Load("sequential", 4096, 4, true);

    @Test
    void random_reads_are_aligned_and_within_the_object_and_the_same_each_time() {
        long[] offsets = random.offsets(1_000_000);

        assertThat(Arrays.stream(offsets).boxed())
                .allMatch(offset -> offset % 4096 == 0 && offset >= 0 && offset + 4096 <= 1_000_000);
        assertThat(random.offsets(1_000_000)).isEqualTo(offsets);
    }

    @Test
    void sequential_reads_cover_the_object_in_order() {
        assertThat(sequential.offsets(16384)).containsExactly(0, 4096, 8192, 12288);
    }

    @Test
    void an_object_smaller_than_a_read_is_refused() {
        assertThatThrownBy(() -> random.offsets(4095)).hasMessageContaining("4095");
    }
}
