package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SmallestScanTest {
    private static List<Integer> shuffled(int size) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, new Random(1));
        return numbers;
    }

    @Test
    void the_records_with_the_smallest_keys_after_the_last_page_are_kept_in_order() {
        SmallestScan<Integer, String> scan = new SmallestScan<>(10, 3, value -> !value.equals("v12"));

        for (int key : shuffled(1000)) {
            assertThat(scan.apply(Map.entry(key, "v" + key)))
                    .as("nothing matches, so nothing is copied")
                    .isFalse();
        }

        assertThat(scan.found()).containsExactly("v11", "v13", "v14");
    }

    @Test
    void records_that_have_no_place_are_not_even_looked_at() {
        AtomicInteger looks = new AtomicInteger();
        SmallestScan<Integer, String> scan = new SmallestScan<>(-1, 2, value -> looks.incrementAndGet() > 0);

        for (int key = 0; key < 1000; key++) {
            scan.apply(Map.entry(key, "v" + key));
        }

        assertThat(looks).hasValue(2);
        assertThat(scan.found()).containsExactly("v0", "v1");
    }

    @Test
    void pages_cover_all_records_and_none_twice() {
        List<Integer> all = new ArrayList<>();
        int last = -1;
        List<Integer> page;
        do {
            SmallestScan<Integer, Integer> scan = new SmallestScan<>(last, 7, value -> true);
            shuffled(100).forEach(key -> scan.apply(Map.entry(key, key)));
            page = scan.found();
            all.addAll(page);
            last = page.isEmpty() ? last : page.get(page.size() - 1);
        } while (!page.isEmpty());

        assertThat(all).hasSize(100).isSorted().doesNotHaveDuplicates();
    }
}
