package io.netfscache.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.CacheList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeStatusTest {
    private static CacheList cache(String state) {
        return new CacheList(List.of(new CacheList.Entry("default", "/data/cache", state, 100, 2, 50, 0, 3, 5)));
    }

    private static String health(String before, String cacheState) {
        return new NodeStatus()
                .with(Map.of("health", before))
                .with(cache(cacheState))
                .entries()
                .get("health");
    }

    @Test
    void a_cache_that_takes_no_bytes_makes_the_node_unhealthy_and_the_words_say_what_to_do() {
        assertThat(health("healthy", "online")).isEqualTo("healthy");
        assertThat(health("healthy", "takes no bytes: 2.0 % of the disk is free, bstop is 5 %"))
                .isEqualTo("cache default takes no bytes: 2.0 % of the disk is free, bstop is 5 %;"
                        + " make room on the disk of /data/cache");
        assertThat(health("no lease: of 1 voter", "takes no bytes"))
                .startsWith("no lease: of 1 voter; cache default takes no bytes");
    }

    @Test
    void a_cache_that_is_out_of_service_is_named_with_what_brings_it_back() {
        assertThat(health("healthy", "withdrawn by an operator, 3 s ago"))
                .isEqualTo("cache default withdrawn by an operator, 3 s ago;"
                        + " 'netfs-cache cache resume default' puts it back");
        assertThat(health("healthy", "failed: Input/output error, 3 s ago"))
                .isEqualTo("cache default failed: Input/output error, 3 s ago;"
                        + " it comes back when the disk of /data/cache works again");
    }

    @Test
    void several_caches_are_added_up_and_the_one_that_is_out_of_service_is_named() {
        CacheList two = new CacheList(List.of(
                new CacheList.Entry("ssd", "/ssd", "online", 100, 2, 50, 70, 3, 5),
                new CacheList.Entry("disk", "/disk", "withdrawn", 0, 0, 0, 80, 0, 5)));

        assertThat(new NodeStatus().with(two).entries())
                .containsEntry("cache", "ssd, disk")
                .containsEntry("cacheState", "ssd online, disk withdrawn")
                .containsEntry("cacheMaxBytes", "150")
                .containsEntry("cacheBytes", "50")
                .containsEntry("cacheBstopPercent", "5");
    }

    @Test
    void the_cache_and_the_heap_are_in_it() {
        assertThat(new NodeStatus()
                        .with(cache("online"))
                        .with(Runtime.getRuntime())
                        .entries())
                .containsEntry("cacheBytes", "50")
                .containsEntry("diskFreeBytes", "2")
                .containsEntry("cacheBstopPercent", "5")
                .containsKeys("heapUsedBytes", "heapMaxBytes", "java");
    }
}
