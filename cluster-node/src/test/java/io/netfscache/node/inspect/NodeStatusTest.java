package io.netfscache.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.CacheList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeStatusTest {
    private static CacheList.Entry cache(String state) {
        return new CacheList.Entry("default", "/data/cache", state, 100, 2, 50, 0, 3, 5);
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
