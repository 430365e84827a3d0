package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CookieInfo;
import io.netfscache.protocol.Limits;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The power fails for all at once while a client modifies what is cached. */
@Timeout(240)
@ExtendWith(ClusterExtension.class)
class HalfModifiedIT {
    private static final String PATH = "/half-modified";
    /** One chunk, and a size that no other object of the origin has. */
    private static final int SIZE = 61 * Limits.BLOCK_BYTES;
    /** More than are done before the end comes. */
    private static final int ENDLESS = 1_000_000;

    @Test
    void a_half_modified_object_is_dirty_on_disk_and_not_served_after_all_nodes_were_killed(ProcessCluster cluster)
            throws Exception {
        try (CountingOrigin origin = CountingOrigin.start()) {
            byte[] contents = origin.putRandom(PATH, SIZE);
            CookieInfo object;
            // Given a file that the cache serves
            try (TestClient reader = TestClient.connect(origin, cluster.servers());
                    ClusterView view = new ClusterView(cluster)) {
                await("the cache serves the file").atMost(Waits.SETTLED).until(() -> {
                    reader.dropFolios();
                    long before = origin.sent();
                    assertThat(reader.read(PATH)).isEqualTo(contents);
                    return origin.sent() == before;
                });
                object = view.only(Integer.toString(URI.create(origin.url("/")).getPort()), SIZE);
                assertThat(ChunkHeaders.dirty(cluster.nodes(), object))
                        .isNotEmpty()
                        .containsOnly(false);
            }

            // When a client changes it in the cache, block after block, and all nodes are killed, and then the client
            try (HoldingProcess modifier = HoldingProcess.start(true, object, cluster.servers())) {
                modifier.begin(ENDLESS);
                for (NodeProcess node : cluster.nodes()) {
                    node.kill9();
                }
                modifier.kill9();
            }

            // Then it says on disk that it is neither the one nor the other
            List<Boolean> dirty = ChunkHeaders.dirty(cluster.nodes(), object);
            assertThat(dirty).isNotEmpty().containsOnly(true);

            // And when the nodes are back, nothing of it is served
            cluster.heal();
            try (TestClient reader = TestClient.connect(origin, cluster.servers())) {
                long before = origin.sent();
                assertThat(reader.read(PATH)).isEqualTo(contents);
                assertThat(origin.sent() - before).isEqualTo(SIZE);
                assertThat(reader.stats().cacheBytes()).isZero();
            }
        }
    }
}
