package io.netfscache.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.chaos.ClusterExtension;
import io.netfscache.chaos.ProcessCluster;
import io.netfscache.origin.FileOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two clients do what comes to mind to the same files, in turns and at the same time, while nodes are killed: each read gives
 * what a plain file in memory has. {@code -Dseed=} replays a run, {@code -Dnetfs.operations=} makes it longer.
 */
@Timeout(2700)
@ExtendWith(ClusterExtension.class)
class RandomOperationsIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    /** With more of them more wait at the same time, and the processors less. */
    private static final int PAIRS = LONG ? 8 : 4;

    private static final double SHARE = 0.30;

    private final long seed = Long.getLong("seed", 6);

    private Figures run(
            ProcessCluster cluster, String what, long operations, int kills, RandomOperations.Grounds grounds)
            throws Exception {
        Plan plan = new Plan(cluster.servers(), seed, operations, PAIRS, kills, Set.of());
        NodeKiller killer = new NodeKiller(cluster);
        RandomOperations.Outcome outcome = new RandomOperations(plan, grounds, killer).run();
        System.out.println(what + ", seed " + seed + ": " + outcome.figures());
        Figures figures = outcome.orThrow();
        killer.heal();
        assertThat(figures.kills()).as("nodes killed").isEqualTo(kills);
        return figures;
    }

    @Test
    void two_clients_and_a_file_in_memory_never_differ(ProcessCluster cluster) throws Exception {
        long operations = Long.getLong("netfs.operations", LONG ? 1_000_000 : 22_000);
        Figures figures = run(
                cluster,
                "ranges are written",
                operations,
                LONG ? 6 : 1,
                pair -> Ground.inMemory(new VersionedOrigin(key("ranges", pair), true), cluster.servers()));

        assertThat(figures.operations()).isGreaterThanOrEqualTo(operations);
        assertThat(figures.shareOf(0)).isGreaterThanOrEqualTo(SHARE);
        assertThat(figures.shareOf(1)).isGreaterThanOrEqualTo(SHARE);
        assertThat(figures.clusterShare()).isGreaterThanOrEqualTo(SHARE);
    }

    @Test
    void nor_do_they_when_the_origin_takes_whole_files_only(ProcessCluster cluster) throws Exception {
        run(
                cluster,
                "files are replaced",
                LONG ? 20_000 : 5_000,
                LONG ? 3 : 0,
                pair -> Ground.inMemory(new VersionedOrigin(key("replaced", pair), false), cluster.servers()));
    }

    @Test
    void nor_do_they_on_real_files(ProcessCluster cluster, @TempDir Path folder) throws Exception {
        run(cluster, "real files", LONG ? 10_000 : 3_000, 0, pair -> {
            Path own = Files.createDirectory(folder.resolve("pair-" + pair));
            return Ground.inFolder(FileOrigin.of(own), own, cluster.servers());
        });
    }

    /** Of no other run on this cluster. */
    private static String key(String what, int pair) {
        return "random-" + what + "-" + pair + "-" + System.nanoTime();
    }
}
