package io.netfscache.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.chaos.ClusterExtension;
import io.netfscache.chaos.ProcessCluster;
import io.netfscache.netfs.SabotagedMounts;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The random operations have teeth: without any one rule of the page cache they find a difference, and with all of them none. */
@Timeout(600)
@ExtendWith(ClusterExtension.class)
class PlantedBugsIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final int MAX_OPERATIONS = 100_000;
    private static final int PAIRS = 4;
    /** In verify one seed for all; many with -Plong. */
    private static final int SEEDS = LONG ? 5 : 1;

    static Stream<String> rules() {
        return SabotagedMounts.rules().stream();
    }

    private static RandomOperations.Outcome run(
            ProcessCluster cluster, String what, long seed, long operations, Set<String> broken) throws Exception {
        Plan plan = new Plan(cluster.servers(), seed, operations, PAIRS, 0, broken);
        String key = "planted-" + what + "-" + seed + "-" + System.nanoTime() + "-";
        return new RandomOperations(
                        plan,
                        pair -> Ground.inMemory(new VersionedOrigin(key + pair, true), cluster.servers()),
                        new NodeKiller(cluster))
                .run();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_planted_bug_is_found(String rule, ProcessCluster cluster) throws Exception {
        long first = Long.getLong("seed", 6);
        for (long seed = first; seed < first + SEEDS; seed++) {
            // When a rule is switched off
            RandomOperations.Outcome broken = run(cluster, rule, seed, MAX_OPERATIONS, Set.of(rule));
            long took = broken.figures().operations();
            System.out.printf("%s, seed %d: found after %,d operations%n", rule, seed, took);

            // Then the random operations find it, and nothing when it is on
            assertThat(broken.difference())
                    .as("%s is found within %d operations", rule, MAX_OPERATIONS)
                    .isInstanceOf(AssertionError.class);
            run(cluster, "sound", seed, took, Set.of()).orThrow();
        }
    }
}
