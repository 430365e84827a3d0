package io.netfscache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RatchetTest {
    private final Load load = Load.ALL.get(0);
    private final Ratchet ratchet = new Ratchet(0.1, Map.of(load.name(), 2.0));

    @Test
    void a_ratio_within_the_tolerance_is_accepted() {
        assertThat(ratchet.complaints(List.of(Comparison.of(load, 1810, 1000, 0))))
                .isEmpty();
    }

    @Test
    void a_ratio_below_the_tolerance_is_named_with_what_is_needed() {
        assertThat(ratchet.complaints(List.of(Comparison.of(load, 1790, 1000, 0))))
                .containsExactly("read4k16: the ratio is 1.79, at least 1.80 is needed (2.00 was reached)");
    }

    @Test
    void the_committed_file_has_a_ratio_for_each_load() throws IOException {
        assertThat(Ratchet.read(Path.of("ratchet.json")).ratios().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Load.ALL.stream().map(Load::name).toList());
    }
}
