package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Guarantee 1 when processes stand still and go on, nodes and clients: what they knew and had is old by then, and they
 * cannot know it. How long invalidations took meanwhile is printed.
 */
@Timeout(600)
@ExtendWith(ClusterExtension.class)
class PausedProcessesIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final String PATH = "/versioned";
    private static final int CHANGES = 8;

    /** At least; the pause of a node goes on until invalidations do. */
    private static final Duration NODE_PAUSE = LONG ? Duration.ofSeconds(30) : Limits.LEASE;

    /** Of two nodes, after the third serves nothing any more; the longer one is enough for all to lose each other. */
    private static final Duration MAJORITY_PAUSE = LONG ? Duration.ofSeconds(15) : Duration.ZERO;

    private static final int SHORT_PAUSES = LONG ? 30 : 3;
    private static final int CLIENT_PAUSES = LONG ? 40 : 4;
    private static final int READS_OF_CLIENT = 500;

    @Test
    void no_read_is_stale_while_a_paused_node_is_removed_and_when_it_goes_on(ProcessCluster cluster) throws Exception {
        try (CountingOrigin origin = CountingOrigin.start();
                TestClient writer =
                        TestClient.connect(origin, List.of(cluster.node(1).dataAddress()))) {
            // Given a reader at each node, and a client that invalidates through another node than the victim
            VersionedFile file = firstVersion(origin);
            try (FileReaders readers = FileReaders.start(cluster, origin, file);
                    Changer changer = Changer.start(file, writer)) {
                long began = VersionedFile.tick();
                changer.awaitMore(CHANGES);

                // When the victim, a voter and the session node of a reader, is paused
                NodeProcess victim = cluster.node(0);
                long paused = VersionedFile.tick();
                victim.pause();
                hold(NODE_PAUSE);

                // Then invalidations go on without it, and its reader reads
                changer.awaitMore(CHANGES);
                long resumed = VersionedFile.tick();
                assertThat(file.readsWithin(victim.name(), paused, resumed)).isPositive();

                // And when it goes on, it becomes a member again, and nobody has read anything old
                victim.resume();
                changer.awaitMore(CHANGES);
                cluster.awaitMembers(cluster.nodes().size());
                changer.awaitMore(CHANGES);
                changer.stop();
                readers.stop();
                long ended = VersionedFile.tick();
                assertThat(file.problems()).isEmpty();
                assertThat(readers.folioBytes()).isPositive();
                assertThat(readers.cacheBytes()).isPositive();
                print(
                        "a node paused for %.1f s: invalidations before %s, while %s, after %s; outcome unknown %d;"
                                + " reads %d, of the paused node's reader meanwhile %d",
                        seconds(paused, resumed),
                        changer.during(began, paused),
                        changer.during(paused, resumed),
                        changer.during(resumed, ended),
                        changer.unknown(),
                        file.reads(),
                        file.readsWithin(victim.name(), paused, resumed));
            }
        }
    }

    /** Nobody is removed: the paused node comes back as a member of good standing, with a lease that is over or not. */
    @Test
    void no_read_is_stale_around_pauses_that_end_before_anyone_is_removed(ProcessCluster cluster) throws Exception {
        List<Duration> pauses = List.of(
                Limits.LEASE.multipliedBy(4).dividedBy(5),
                Limits.LEASE.multipliedBy(5).dividedBy(4),
                Limits.LEASE.multipliedBy(2));
        try (CountingOrigin origin = CountingOrigin.start();
                TestClient writer = TestClient.connect(origin, cluster.servers())) {
            VersionedFile file = firstVersion(origin);
            try (FileReaders readers = FileReaders.start(cluster, origin, file);
                    Changer changer = Changer.start(file, writer)) {
                long began = VersionedFile.tick();
                changer.awaitMore(CHANGES);

                // When each node is paused in turn, for less than a lease and for more
                for (int i = 0; i < SHORT_PAUSES; i++) {
                    NodeProcess victim = cluster.node(i % cluster.nodes().size());
                    victim.pause();
                    hold(pauses.get(i % pauses.size()));
                    victim.resume();
                    changer.awaitMore(CHANGES);
                }
                changer.stop();
                readers.stop();

                // Then nobody has read anything old
                assertThat(file.problems()).isEmpty();
                print(
                        "%d short pauses of nodes: invalidations %s; outcome unknown %d; reads %d",
                        SHORT_PAUSES, changer.during(began, VersionedFile.tick()), changer.unknown(), file.reads());
            }
        }
    }

    @Test
    void a_client_that_was_paused_does_not_return_what_it_had_in_memory(ProcessCluster cluster) throws Exception {
        try (CountingOrigin origin = CountingOrigin.start();
                TestClient writer = TestClient.connect(origin, cluster.servers())) {
            VersionedFile file = firstVersion(origin);
            List<Long> nanos = new ArrayList<>();
            try (ClientProcess client = ClientProcess.start(origin, PATH, cluster.servers())) {
                for (int i = 0; i < CLIENT_PAUSES; i++) {
                    // Given a client that reads from its own folios
                    awaitReadsFromFolios(client, file);

                    // When it is paused, in the midst of reading or between two reads, and the file is changed
                    boolean midst = i % 2 == 0;
                    if (midst) {
                        client.beginReading(READS_OF_CLIENT);
                        client.awaitReading();
                    }
                    client.pause();
                    int version = file.writeNext();
                    long began = VersionedFile.tick();
                    writer.invalidate(PATH);
                    nanos.add(VersionedFile.tick() - began);
                    file.acknowledged(version);

                    // Then the first thing that it does when it goes on is to read, and that is not what it had
                    client.beginReading(READS_OF_CLIENT);
                    client.resume();
                    if (midst) {
                        client.awaitReport().reads().forEach(file::read);
                    }
                    client.awaitReading();
                    ReadingClient.Report report = client.awaitReport();
                    assertThat(report.reads()).isNotEmpty();
                    report.reads().forEach(file::read);
                    assertThat(file.problems()).isEmpty();
                }
            }
            print("%d pauses of a client with folios: invalidations %s", CLIENT_PAUSES, Durations.ofNanos(nanos));
        }
    }

    @Test
    void with_two_of_three_nodes_paused_reads_come_from_the_origin_and_all_is_served_again_afterwards(
            ProcessCluster cluster) throws Exception {
        try (CountingOrigin origin = CountingOrigin.start();
                TestClient writer =
                        TestClient.connect(origin, List.of(cluster.node(2).dataAddress()));
                TestClient reader =
                        TestClient.connect(origin, List.of(cluster.node(2).dataAddress()))) {
            // Given a file that the cache serves
            VersionedFile file = firstVersion(origin);
            readOnce(reader, file);
            awaitServed(reader, file, origin);

            // When two of three nodes are paused and the file is changed
            cluster.node(0).pause();
            cluster.node(1).pause();
            int version = file.writeNext();
            long began = VersionedFile.tick();
            CompletableFuture<Boolean> invalidated = CompletableFuture.supplyAsync(() -> acknowledges(writer));

            // Then the last node's lease ends, and the client reads the new contents at the origin
            await("the remaining node serves nothing").atMost(Waits.SETTLED).until(() -> {
                reader.dropFolios();
                long sentBefore = origin.sent();
                readOnce(reader, file);
                return origin.sent() > sentBefore;
            });
            hold(MAJORITY_PAUSE);
            assertThat(invalidated).isNotDone();

            // And when they go on, the invalidation is acknowledged, or its outcome unknown if the members, having lost
            // each other, needed longer than its deadline to become one cluster; and the cache serves again
            cluster.node(0).resume();
            cluster.node(1).resume();
            long resumed = VersionedFile.tick();
            boolean acknowledged = invalidated.get(Waits.SETTLED.toSeconds(), TimeUnit.SECONDS);
            long took = VersionedFile.tick() - began;
            cluster.awaitMembers(cluster.nodes().size());
            if (!acknowledged) {
                assertThat(MAJORITY_PAUSE).isPositive();
                writer.invalidate(PATH);
            }
            file.acknowledged(version);
            awaitServed(reader, file, origin);
            assertThat(file.problems()).isEmpty();
            print(
                    "two of three nodes paused: the invalidation was %s after %.1f s; all served again %.1f s after they"
                            + " went on",
                    acknowledged ? "acknowledged" : "of unknown outcome",
                    took / 1e9,
                    seconds(resumed, VersionedFile.tick()));
        }
    }

    /** Whether the invalidation was; else its outcome is unknown. */
    private static boolean acknowledges(TestClient writer) {
        try {
            writer.invalidate(PATH);
            return true;
        } catch (CacheException e) {
            if (e.code() == ErrorCode.ETIMEDOUT) {
                return false;
            }
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VersionedFile firstVersion(CountingOrigin origin) {
        VersionedFile file = new VersionedFile(origin, PATH);
        file.acknowledged(file.writeNext());
        return file;
    }

    private static void hold(Duration pause) {
        await("the pause").pollDelay(pause).atMost(pause.plus(Waits.SETTLED)).until(() -> true);
    }

    private static void readOnce(TestClient client, VersionedFile file) throws Exception {
        long began = VersionedFile.tick();
        file.read("reader", began, client.read(PATH));
    }

    /** Waits until a read without folios takes nothing from the origin. */
    private static void awaitServed(TestClient client, VersionedFile file, CountingOrigin origin) {
        await("the cache serves the file").atMost(Waits.SETTLED).until(() -> {
            client.dropFolios();
            long sentBefore = origin.sent();
            readOnce(client, file);
            return origin.sent() == sentBefore;
        });
    }

    private static void awaitReadsFromFolios(ClientProcess client, VersionedFile file) {
        await("the client reads from its own folios").atMost(Waits.SETTLED).until(() -> {
            client.beginReading(READS_OF_CLIENT);
            client.awaitReading();
            ReadingClient.Report report = client.awaitReport();
            report.reads().forEach(file::read);
            return report.folioBytes() > 0;
        });
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private static void print(String format, Object... figures) {
        System.out.println(String.format(Locale.ROOT, "PausedProcessesIT: " + format, figures));
    }
}
