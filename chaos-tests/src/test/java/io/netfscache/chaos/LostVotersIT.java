package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.CacheException;
import io.netfscache.protocol.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Voters whose disks are lost: one is replaced while the cluster works, two stop it without a lie. */
@Timeout(240)
class LostVotersIT {
    private static final String PATH = "/versioned";
    private static final int CHANGES = 5;
    /** Each command is a process that the nodes share the processors with. */
    private static final Duration BETWEEN_COMMANDS = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private CountingOrigin origin;
    private ProcessCluster cluster;

    @BeforeEach
    void start() throws Exception {
        origin = CountingOrigin.start();
        cluster = ProcessCluster.start(3, folder);
    }

    @AfterEach
    void stop() {
        cluster.close();
        origin.close();
    }

    @Test
    @Tag("long")
    void a_voter_that_lost_its_disk_is_replaced_under_load_and_no_read_is_stale() throws Exception {
        VersionedFile file = new VersionedFile(origin, PATH);
        file.acknowledged(file.writeNext());
        NodeProcess victim = cluster.node(0);
        String lost = victim.id();
        try (TestClient writer =
                        TestClient.connect(origin, List.of(cluster.node(1).dataAddress()));
                FileReaders readers = FileReaders.start(cluster, origin, file);
                Changer changer = Changer.start(file, writer)) {
            changer.awaitMore(CHANGES);

            // When a voter dies with its disk and comes back as another node
            victim.kill9();
            victim.loseData();
            victim.start();
            victim.awaitReady();
            assertThat(victim.id()).isNotEqualTo(lost);

            // Then the status says which voter is lost and what to do
            await().atMost(Waits.SETTLED)
                    .pollInterval(BETWEEN_COMMANDS)
                    .untilAsserted(() -> assertThat(said("health"))
                            .anyMatch(health -> health.contains("voter " + lost + " is lost")
                                    && health.contains("replace-voter " + lost + " " + victim.id())));

            // And when that is done, all is well, with the new voter among the voters
            Command.run("replace-voter", lost, victim.id(), "--servers", cluster.serversOption())
                    .succeeded();
            await().atMost(Waits.SETTLED)
                    .pollInterval(BETWEEN_COMMANDS)
                    .untilAsserted(() -> assertThat(said("health")).hasSize(3).containsOnly("healthy"));
            changer.awaitMore(CHANGES);

            // And one of the old voters may go: the new one counts
            cluster.node(2).kill9();
            changer.awaitMore(CHANGES);
            cluster.node(2).start();
            cluster.node(2).awaitReady();
            changer.awaitMore(CHANGES);
            changer.stop();
            readers.stop();
        }
        assertThat(file.problems()).isEmpty();
        assertThat(file.acknowledgements()).isGreaterThan(4 * CHANGES);
    }

    @Test
    void without_a_quorum_of_voters_nodes_say_so_and_clients_read_from_the_origin() throws Exception {
        byte[] contents = origin.putRandom("/file", 300_000);
        byte[] other = origin.putRandom("/other", 300_000);
        try (TestClient client =
                TestClient.connect(origin, List.of(cluster.node(0).dataAddress()))) {
            // Given a file in the cache
            assertThat(client.read("/file")).isEqualTo(contents);

            // When two of the three voters lose their disks and come back as other nodes
            for (NodeProcess victim : List.of(cluster.node(1), cluster.node(2))) {
                victim.kill9();
                victim.loseData();
            }
            for (NodeProcess victim : List.of(cluster.node(1), cluster.node(2))) {
                victim.start();
            }

            // Then the one that is left says that there is no quorum
            await().atMost(Waits.SETTLED)
                    .pollInterval(BETWEEN_COMMANDS)
                    .untilAsserted(() -> assertThat(said("health"))
                            .anyMatch(health -> health.contains("no quorum: 1 of 3 voters are members")));

            // And when the last lease has run out the files come from the origin; a read that finds its session gone
            // half-way begins again
            await().atMost(Waits.SETTLED)
                    .pollInterval(BETWEEN_COMMANDS)
                    .untilAsserted(
                            () -> assertThat(said("lease")).contains("not held").doesNotContain("held"));
            client.read("/file");
            client.dropFolios();
            long sent = origin.sent();
            assertThat(client.read("/file")).isEqualTo(contents);
            assertThat(client.read("/other")).isEqualTo(other);
            assertThat(origin.sent() - sent).isGreaterThanOrEqualTo(contents.length + other.length);

            // And nothing is acknowledged that nobody can vouch for
            CacheException refused = catchThrowableOfType(CacheException.class, () -> client.invalidate("/file"));
            assertThat(refused.code()).isIn(ErrorCode.ENOBUFS, ErrorCode.ETIMEDOUT);
        }
    }

    /** What each node that answers says of itself under that name. */
    private List<String> said(String name) throws Exception {
        Command status = Command.run("status", "--json", "--servers", cluster.serversOption());
        JsonNode report = status.anyJson();
        return report.get("members").findValuesAsText(name);
    }
}
