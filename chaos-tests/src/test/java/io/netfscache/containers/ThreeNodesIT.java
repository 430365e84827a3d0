package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.chaos.Waits;
import io.netfscache.netfs.NetfsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can happen to a node, its disk, its clock and its links, to a client, and to all nodes at once: nobody reads what is old. */
@Timeout(300)
@ExtendWith(DockerEngine.class)
class ThreeNodesIT {
    private static final Duration HOLD = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration AFTER_KILL = Duration.ofSeconds(30);
    /** What one client may have under way. */
    private static final long WINDOW_BYTES = NetfsOptions.DEFAULTS.readAheadBytes();

    private static final int CHANGES = 5;
    private static final int FOLIO_READS = 100;
    private static final String FULL = "notCached.BELOW_BSTOP";
    private static final int SLOW_KILOBITS = 1000;

    @RegisterExtension
    static final ClusterOfContainers CONTAINERS = new ClusterOfContainers(3);

    private final ContainerCluster cluster = CONTAINERS.get();
    private final NodePod node = cluster.node(2);

    @Test
    @Tag("long")
    void a_killed_node_costs_the_origin_no_more_than_its_share() throws Exception {
        try (WarmFiles files = WarmFiles.fill(cluster)) {
            long share = files.storedOn(node);
            long bound = share + WarmFiles.CLIENTS * WINDOW_BYTES;
            assertThat(bound)
                    .as("what the origin may be asked for is not everything")
                    .isLessThan(files.bytes());
            Episode kill = Episode.begin(cluster, "kill", node.name());

            node.kill();
            WarmFiles.Reading reading = files.read(AFTER_KILL);
            kill.awaitEffect("the others see two nodes", () -> seenByOthers(2));
            kill.heal().check();

            Episode.print(
                    "%d s after kill -9 of 1 of 3 nodes: %.1f MiB from the origin, the node's share was %.1f of %.1f MiB; %d"
                            + " reads, the longest took %.2f s",
                    AFTER_KILL.toSeconds(),
                    mib(reading.originBytes()),
                    mib(share),
                    mib(files.bytes()),
                    reading.reads(),
                    reading.longestSeconds());
            assertThat(reading.originBytes()).isPositive().isLessThanOrEqualTo(bound);
        }
    }

    @Test
    void the_smaller_side_of_two_and_one_serves_nothing() throws Exception {
        Episode partition = Episode.begin(cluster, "partition", "2|1");

        cluster.partition(List.of(Set.of(1, 3), Set.of(2)));

        partition.awaitEffect(
                "one refuses, two serve",
                () -> node.refuses() && cluster.others(node).stream().allMatch(NodePod::serves));
        partition.hold(HOLD).heal().check();
    }

    @Tag("long")
    @Test
    void a_client_that_was_paused_does_not_return_what_it_had_in_memory() throws Exception {
        ClientPod client = cluster.client(1);
        awaitFolios(client);
        Episode pause = Episode.begin(cluster, "client-paused", client.name());
        Map<Path, Long> before = cluster.histories().lengths();

        client.pause();
        pause.awaitEffect("files are changed", () -> changes(client, before) >= CHANGES);
        long resumed = cluster.histories().lengths().get(client.history());
        long changes = changes(client, before);
        client.unpause();
        pause.heal().check();

        long fromFolios = ClientHistories.readsFromFolios(client.history(), resumed);
        Episode.print(
                "while %s stood still %d changes of others were acknowledged; then it read %d times from its folios",
                client.name(), changes, fromFolios);
        assertThat(fromFolios).isPositive();
    }

    @Tag("long")
    @Test
    void a_client_that_was_cut_off_does_not_return_what_it_had_in_memory() throws Exception {
        ClientPod client = cluster.client(1);
        awaitFolios(client);
        Episode cut = Episode.begin(cluster, "client-cut", client.name());

        client.links().dropAll();
        Map<Path, Long> before = cluster.histories().lengths();

        cut.awaitEffect(
                "packets are dropped and files are changed",
                () -> client.links().dropped() > 0 && changes(client, before) >= CHANGES);
        cut.hold(HOLD);
        long meanwhile = ClientHistories.readsFromFolios(client.history(), before.get(client.history()));
        long changes = changes(client, before);
        cut.heal().check();
        Episode.print(
                "while %s was cut off it read %d times from its folios, and %d changes of others were acknowledged",
                client.name(), meanwhile, changes);
        // Meanwhile there may be none: its one reader may have asked a node first, and waited.
        assertThat(ClientHistories.readsFromFolios(client.history(), before.get(client.history())))
                .isPositive();
    }

    @Tag("long")
    @Test
    void a_node_that_stood_still_for_30_s_serves_nothing_old() throws Exception {
        Episode pause = Episode.begin(cluster, "pause", node.name());

        node.pause();

        pause.awaitEffect("it is silent and the others see two nodes", () -> node.isSilent() && seenByOthers(2));
        pause.hold(PAUSE).heal().check();
    }

    @Tag("long")
    @Test
    void a_node_is_stopped_and_started() throws Exception {
        Episode restart = Episode.begin(cluster, "restart", node.name());

        node.terminate();

        restart.awaitEffect("it has ended and the others see two nodes", () -> !node.isUp() && seenByOthers(2));
        restart.heal().check();
    }

    @Tag("long")
    @Test
    void a_node_that_hears_nobody_serves_nothing() throws Exception {
        Episode cut = Episode.begin(cluster, "cut-one-way", node.name());
        Links links = node.links();

        cluster.others(node).forEach(other -> links.dropFrom(other.address()));

        cut.awaitEffect("it refuses and packets are dropped", () -> node.refuses() && links.dropped() > 0);
        cut.hold(HOLD).heal().check();
    }

    @Tag("long")
    @Test
    void a_node_loses_its_network_and_gets_it_back() throws Exception {
        Episode disconnect = Episode.begin(cluster, "disconnect", node.name());

        node.disconnect();

        disconnect.awaitEffect("it is silent and the others see two nodes", () -> node.isSilent() && seenByOthers(2));
        disconnect.hold(HOLD).heal().check();
    }

    @Tag("long")
    @Test
    void a_link_is_slow() throws Exception {
        Episode slow = Episode.begin(cluster, "slow-link", node.name());
        Links links = node.links();

        links.slow(SLOW_KILOBITS);

        slow.awaitEffect("packets wait", () -> links.delayed() > 0);
        slow.hold(HOLD).hold(HOLD).heal().check();
    }

    @Tag("long")
    @Test
    void a_clock_jumps_an_hour_ahead_and_back() throws Exception {
        NodePod jumping = cluster.last();
        String epoch = await(jumping.name() + " tells its epoch")
                .atMost(Waits.SETTLED)
                .pollInterval(Waits.POLL)
                .until(() -> jumping.status("epoch"), told -> !told.isEmpty());
        Episode jump = Episode.begin(cluster, "clock-offset", jumping.name());

        jumping.order("clock " + Duration.ofHours(1).toMillis());

        jump.awaitEffect("it begins a new epoch", () -> isLater(jumping.status("epoch"), epoch));
        jump.hold(HOLD);
        jumping.order("clock 0");
        jump.heal().check();
    }

    @Tag("long")
    @Test
    void all_nodes_are_restarted_one_after_the_other() throws Exception {
        Episode rolling = Episode.begin(cluster, "rolling-restart", "all nodes");

        for (NodePod each : cluster.nodes()) {
            each.terminate();
            rolling.awaitEffect(each.name() + " has ended", () -> !each.isUp());
            each.startAgain();
            await(each.name() + " is ready")
                    .atMost(Waits.WHOLE)
                    .pollInterval(Waits.POLL)
                    .until(each::isReady);
        }

        rolling.heal().check();
    }

    @Tag("long")
    @Test
    void all_nodes_are_killed_at_once_and_come_back() throws Exception {
        try (WarmFiles files = WarmFiles.fill(cluster)) {
            Episode kill = Episode.begin(cluster, "kill-all", "all nodes");
            // What was stored less than a second before may be lost.
            kill.hold(Duration.ofSeconds(1));

            cluster.nodes().parallelStream().forEach(Pod::kill);

            kill.awaitEffect(
                    "no node is there",
                    () -> cluster.nodes().stream().allMatch(each -> !each.isUp() && each.isSilent()));
            kill.heal().check();
            Episode.print(
                    "kill -9 of all nodes: %.2f of the blocks stored more than 1 s before were adopted",
                    files.warmShare());
        }
    }

    @Tag("long")
    @Test
    void a_disk_is_full() throws Exception {
        NodePod full = cluster.node(1);
        long refused = full.figuresBefore(FULL);
        Episode disk = Episode.begin(cluster, "full-disk", full.name());

        cluster.smallDisk().fill();

        disk.awaitEffect("it stores nothing", () -> full.figures(FULL).orElse(0) > refused);
        disk.hold(HOLD);
        cluster.smallDisk().makeRoom();
        disk.heal().check();
    }

    @Tag("long")
    @Test
    void a_disk_becomes_read_only() throws Exception {
        NodePod broken = cluster.node(1);
        Episode disk = Episode.begin(cluster, "read-only-disk", broken.name());

        cluster.smallDisk().breakDown();

        disk.awaitEffect(
                "its cache goes out of service",
                () -> cluster.smallDisk().isReadOnly() && !broken.cacheState().equals("online"));
        disk.hold(HOLD);
        broken.terminate();
        cluster.smallDisk().repair();
        disk.heal().check();
        assertThat(broken.cacheState()).isEqualTo("online");
    }

    private long changes(ClientPod but, Map<Path, Long> since) throws IOException {
        return cluster.histories().acknowledgedToOthers(but.history(), since);
    }

    private boolean seenByOthers(int members) {
        return cluster.others(node).stream().allMatch(other -> other.members() == members);
    }

    private void awaitFolios(ClientPod client) {
        long before = cluster.histories().lengths().get(client.history());
        await("the client reads from its own memory")
                .atMost(Waits.READING)
                .pollInterval(Waits.POLL)
                .until(() -> ClientHistories.readsFromFolios(client.history(), before) >= FOLIO_READS);
    }

    private static boolean isLater(String epoch, String before) {
        return !epoch.isEmpty() && Long.parseLong(epoch) > Long.parseLong(before);
    }

    private static double mib(long bytes) {
        return bytes / 1048576.0;
    }
}
