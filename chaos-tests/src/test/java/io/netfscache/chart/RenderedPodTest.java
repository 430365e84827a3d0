package io.netfscache.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.netfscache.chart.RenderedPod.Get;
import io.netfscache.chart.RenderedPod.Kind;
import io.netfscache.chart.RenderedPod.Mount;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RenderedPodTest {
    @Test
    void it_has_all_that_a_container_takes() throws IOException {
        RenderedPod pod = RenderedPod.of("replicas: 5");

        assertThat(pod.image()).isEqualTo("netfs-cache:0.1.0");
        assertThat(pod.arguments()).containsExactly("node", "--config", "/etc/netfs-cache/netfs-cache.yaml");
        assertThat(pod.environment(Map.of("status.podIP", "10.1.2.3")))
                .containsExactly(
                        Map.entry("POD_IP", "10.1.2.3"),
                        Map.entry("NETFS_CACHE_NODE_ADVERTISE", "10.1.2.3:7440"),
                        Map.entry("NETFS_CACHE_NODE_DATA", ""),
                        Map.entry("NETFS_CACHE_NODE_LISTEN", ""),
                        Map.entry("NETFS_CACHE_NODE_ADMIN", ""),
                        Map.entry("NETFS_CACHE_NODE_MEMBER", ""));
        assertThat(pod.mounts())
                .extracting(Mount::path, Mount::kind, Mount::bytes)
                .containsExactly(
                        tuple("/etc/netfs-cache", Kind.FILES, 0L),
                        tuple("/tmp", Kind.SCRATCH, 64L << 20),
                        tuple("/var/lib/netfs-cache", Kind.CLAIM, 1L << 30),
                        tuple("/var/cache/netfs-cache/default", Kind.CLAIM, 20L << 30));
        assertThat(pod.mounts().get(0).files())
                .containsOnlyKeys("netfs-cache.yaml")
                .allSatisfy((name, text) -> assertThat(text).contains("cluster-size: 5"));
        assertThat(pod.user())
                .isEqualTo(pod.group())
                .isEqualTo(pod.volumesGroup())
                .isEqualTo(10001);
        assertThat(pod.readOnlyRoot()).isTrue();
        assertThat(pod.memory()).isEqualTo(2L << 30);
        assertThat(pod.ports()).isEqualTo(Map.of("data", 7440, "admin", 7441, "member", 7442));
        assertThat(pod.replicas()).isEqualTo(5);
        assertThat(pod.discoveryName()).isEqualTo("demo-netfs-cache-nodes.caches.svc.cluster.local");
        assertThat(pod.startup().get()).isEqualTo(pod.liveness().get()).isEqualTo(new Get(7441, "/livez"));
        assertThat(pod.readiness().get()).isEqualTo(new Get(7441, "/readyz"));
        assertThat(pod.startup().failures()).isEqualTo(150);
        assertThat(pod.startup().period()).isEqualTo(Duration.ofSeconds(2));
        assertThat(pod.preStop()).isEmpty();
        assertThat(pod.grace()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void a_field_of_the_pod_that_nobody_told_is_named() throws IOException {
        RenderedPod pod = RenderedPod.of("");

        assertThatThrownBy(() -> pod.environment(Map.of())).hasMessageContaining("status.podIP");
    }

    @Test
    void what_is_no_variable_stays_as_it_is() throws IOException {
        RenderedPod pod = RenderedPod.of("extraEnv: [{name: TEXT, value: \"$(POD_IP) $(LATER) $HOME\"}]");

        assertThat(pod.environment(Map.of("status.podIP", "10.1.2.3")))
                .containsEntry("TEXT", "10.1.2.3 $(LATER) $HOME");
    }
}
