package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file is fetched once for all, and what is lost of it is fetched again, no more. */
@Timeout(180)
@ExtendWith(ClusterExtension.class)
class FleetReadsIT {
    private static final int CHUNKS = 20;
    private static final int BLOCK_BYTES = 4096;

    @TempDir
    private Path folder;

    private CountingOrigin origin;

    @BeforeEach
    void startOrigin() throws IOException {
        origin = CountingOrigin.start();
    }

    @AfterEach
    void stopOrigin() {
        origin.close();
    }

    @Test
    void a_copy_after_a_kill_fetches_exactly_what_locate_had_shown_on_the_killed_node(ProcessCluster cluster)
            throws Exception {
        // Given a file of many chunks that one process has copied
        byte[] contents = origin.putRandom("/image", CHUNKS * ProcessCluster.CHUNK_BYTES);
        String sha256 = copy(cluster, contents, "first");
        assertThat(origin.sent()).isEqualTo(contents.length);

        // When another process copies it
        // Then nothing comes from the origin
        assertThat(copy(cluster, contents, "second")).isEqualTo(sha256);
        assertThat(origin.sent()).isEqualTo(contents.length);

        // When the node of the first chunk is killed
        JsonNode chunks = locate(cluster);
        NodeProcess victim = cluster.byId(chunks.get(0).get("node").asText());
        long lost = 0;
        long located = 0;
        for (JsonNode chunk : chunks) {
            located += chunk.get("presentBytes").asLong();
            lost += chunk.get("node").asText().equals(victim.id())
                    ? chunk.get("presentBytes").asLong()
                    : 0;
        }
        assertThat(located).isEqualTo(contents.length);
        assertThat(lost).isPositive().isLessThan(contents.length);
        victim.kill9();
        cluster.awaitMembers(cluster.nodes().size() - 1);

        // Then a third copy is the same, and what the node had came from the origin, exactly
        assertThat(copy(cluster, contents, "third")).isEqualTo(sha256);
        assertThat(origin.sent() - contents.length).isEqualTo(lost);
    }

    private String copy(ProcessCluster cluster, byte[] contents, String name) throws Exception {
        Path copy = folder.resolve(name);
        JsonNode copied = Command.run(
                        "cp", "--json", "--servers", cluster.serversOption(), origin.url("/image"), copy.toString())
                .json();
        assertThat(copied.get("bytes").asLong()).isEqualTo(contents.length);
        assertThat(Arrays.equals(Files.readAllBytes(copy), contents))
                .as("%s is identical", copy)
                .isTrue();
        return copied.get("sha256").asText();
    }

    private JsonNode locate(ProcessCluster cluster) throws Exception {
        return Command.run("locate", "--json", "--servers", cluster.serversOption(), origin.url("/image"))
                .json()
                .get("chunks");
    }

    @Test
    void a_byte_flipped_on_a_nodes_disk_is_one_counted_miss_and_never_read(ProcessCluster cluster) throws Exception {
        // Given a cached file of which one byte is flipped under the node that has it
        byte[] contents = origin.putRandom("/flipped", ProcessCluster.CHUNK_BYTES);
        try (TestClient first = TestClient.connect(origin, cluster.servers())) {
            assertThat(first.read("/flipped")).isEqualTo(contents);
        }
        int position = 100 * BLOCK_BYTES + 17;
        NodeProcess holder = DiskDamage.holder(cluster.nodes(), contents, position);
        DiskDamage.flipByte(holder, contents, position);
        long scrubbedBefore = cluster.stat(holder, "scrubbedBlocks");
        long sentBefore = origin.sent();

        // When it is read
        try (TestClient reader = TestClient.connect(origin, cluster.servers())) {
            // Then the bytes are right, one miss is counted and the one block comes from the origin
            assertThat(reader.read("/flipped")).isEqualTo(contents);
            assertThat(reader.stats().checksumMisses()).isEqualTo(1);
            assertThat(origin.sent() - sentBefore).isEqualTo(BLOCK_BYTES);
            await().atMost(Waits.SETTLED).until(() -> cluster.stat(holder, "scrubbedBlocks") == scrubbedBefore + 1);
        }

        // And the next reader finds it all in the cache
        long sentByThen = origin.sent();
        try (TestClient next = TestClient.connect(origin, cluster.servers())) {
            assertThat(next.read("/flipped")).isEqualTo(contents);
            assertThat(next.stats().checksumMisses()).isZero();
            assertThat(origin.sent()).isEqualTo(sentByThen);
        }
    }
}
