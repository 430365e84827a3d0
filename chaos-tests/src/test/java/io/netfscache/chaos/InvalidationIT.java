package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.netfs.NetfsFile;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guarantee 1: once an invalidation is acknowledged, nobody reads what was before it. */
@Timeout(180)
@ExtendWith(ClusterExtension.class)
class InvalidationIT {
    private static final String PATH = "/versioned";
    private static final int CHANGES_PER_PHASE = 8;
    private static final int READS_PER_CHANGE = 15;

    @Test
    void no_read_that_starts_after_an_acknowledged_invalidation_is_older_also_while_a_node_dies_and_returns(
            ProcessCluster cluster) throws Exception {
        try (CountingOrigin origin = CountingOrigin.start();
                TestClient writer = TestClient.connect(origin, cluster.servers())) {
            // Given a client at each node that reads one file again and again
            VersionedFile file = new VersionedFile(origin, PATH);
            file.acknowledged(file.writeNext());
            try (FileReaders readers = FileReaders.start(cluster, origin, file)) {
                // When the file is changed and invalidated, one node dies and comes back
                change(file, writer);
                NodeProcess victim = cluster.node(0);
                victim.kill9();
                change(file, writer);
                victim.start();
                CompletableFuture<Void> returned = CompletableFuture.runAsync(victim::awaitReady);
                while (!returned.isDone()) {
                    changeOnce(file, writer);
                }
                returned.join();
                change(file, writer);

                // Then every read was of the version last acknowledged before it, or a later one
                readers.stop();
            }
            assertThat(file.problems()).isEmpty();
            assertThat(file.acknowledgements()).isGreaterThanOrEqualTo(20);
            assertThat(file.reads()).isGreaterThanOrEqualTo(300);
        }
    }

    /** An open that meets other coherency data gives one cookie back and takes another for the same object: marks cross. */
    @Test
    void a_file_that_was_opened_again_after_a_change_still_hears_of_the_next_one(ProcessCluster cluster)
            throws Exception {
        try (CountingOrigin origin = CountingOrigin.start();
                TestClient reader = TestClient.connect(origin, cluster.servers());
                TestClient writer = TestClient.connect(origin, cluster.servers())) {
            VersionedFile file = new VersionedFile(origin, PATH);
            file.acknowledged(file.writeNext());
            reader.read(PATH);
            file.writeNext();
            try (NetfsFile open = reader.open(PATH)) {
                file.read("reader", VersionedFile.tick(), TestClient.read(open));

                int last = file.writeNext();
                writer.invalidate(PATH);
                file.acknowledged(last);

                for (int i = 0; i < READS_PER_CHANGE; i++) {
                    file.read("reader", VersionedFile.tick(), TestClient.read(open));
                }
            }
            assertThat(file.problems()).isEmpty();
        }
    }

    /** The teeth of the first test: its workload and its checker see it when nobody is told of a change. */
    @Test
    void without_the_invalidation_an_open_file_is_read_stale_and_that_is_flagged(ProcessCluster cluster)
            throws Exception {
        try (CountingOrigin origin = CountingOrigin.start();
                TestClient client = TestClient.connect(origin, cluster.servers())) {
            VersionedFile file = new VersionedFile(origin, PATH);
            file.acknowledged(file.writeNext());
            try (NetfsFile open = client.open(PATH)) {
                file.read("reader", VersionedFile.tick(), TestClient.read(open));
                assertThat(file.problems()).isEmpty();

                file.acknowledged(file.writeNext());
                file.read("reader", VersionedFile.tick(), TestClient.read(open));

                assertThat(file.problems()).singleElement().asString().contains("is stale");
            }
        }
    }

    private void change(VersionedFile file, TestClient writer) throws IOException {
        for (int i = 0; i < CHANGES_PER_PHASE; i++) {
            changeOnce(file, writer);
        }
    }

    private void changeOnce(VersionedFile file, TestClient writer) throws IOException {
        int readsBefore = file.reads();
        int version = file.writeNext();
        writer.invalidate(PATH);
        file.acknowledged(version);
        await("reads go on").atMost(Waits.SETTLED).until(() -> file.reads() >= readsBefore + READS_PER_CHANGE);
    }
}
