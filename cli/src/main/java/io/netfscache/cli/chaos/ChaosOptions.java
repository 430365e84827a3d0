package io.netfscache.cli.chaos;

import io.netfscache.cli.ByteSize;
import io.netfscache.cli.chaos.cluster.FaultPlan;
import io.netfscache.cli.chaos.cluster.LocalCluster;
import io.netfscache.protocol.Sabotage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run.
 *
 * @param seed of everything that is left to chance but for the scheduling of threads and processes
 * @param seconds of load and faults, {@link ChaosLimits#MIN_SECONDS} or more
 * @param nodes 1 to 9
 * @param clients 1 to {@link ChaosLimits#MAX_CLIENTS}
 * @param sabotage the rule that all nodes and clients break, or null
 * @param control whether all rules are kept nevertheless, in a run that is else that of {@code sabotage}
 * @param keep folder for histories and logs, which stay there; null: a temporary one, which stays only if the run fails
 */
record ChaosOptions(
        long seed,
        int seconds,
        int nodes,
        int clients,
        @Nullable Sabotage sabotage,
        boolean control,
        @Nullable Path keep) {

    ChaosOptions {
        check("--seconds", seconds, ChaosLimits.MIN_SECONDS, ChaosLimits.MAX_SECONDS);
        check("--nodes", nodes, 1, LocalCluster.MAX_NODES);
        check("--clients", clients, 1, ChaosLimits.MAX_CLIENTS);
        if (sabotage != null && nodes < ChaosLimits.MIN_SABOTAGED_NODES) {
            throw new IllegalArgumentException("--sabotage: " + sabotage + " does not show with --nodes " + nodes
                    + "; it takes --nodes " + ChaosLimits.MIN_SABOTAGED_NODES + " or more");
        }
    }

    /** One that breaks the rule, if there is one. */
    ChaosOptions(long seed, int seconds, int nodes, int clients, @Nullable Sabotage sabotage, @Nullable Path keep) {
        this(seed, seconds, nodes, clients, sabotage, false, keep);
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + ": " + value + " is not between " + least + " and " + most);
        }
    }

    /** Heap that it takes to check the history when the clients read as fast as they may, in bytes. */
    long heapBytes() {
        long reads = clients * length().dividedBy(ChaosLimits.READ_INTERVAL);
        return reads * ChaosLimits.HEAP_BYTES_PER_READ + ChaosLimits.HEAP_BYTES_BESIDES;
    }

    /** @throws IllegalArgumentException when a heap of that size is too small for it */
    ChaosOptions requireHeap(long bytes) {
        if (bytes < heapBytes()) {
            throw new IllegalArgumentException("--seconds: the history of " + seconds + " s of " + clients
                    + " clients takes up to " + ByteSize.format(heapBytes()) + " of heap to check, and this Java has "
                    + ByteSize.format(bytes) + ": choose fewer, or set JAVA_TOOL_OPTIONS=-Xmx"
                    + ((heapBytes() >> 20) + 1) + "m");
        }
        return this;
    }

    Duration length() {
        return Duration.ofSeconds(seconds);
    }

    Set<Sabotage> broken() {
        return sabotage == null || control ? Set.of() : Set.of(sabotage);
    }

    Workload workload() {
        Workload usual = Workload.of(clients, nodes);
        return sabotage == null ? usual : usual.with(SabotageCase.of(sabotage).habits());
    }

    /**
     * The faults of the seed.
     *
     * @param voters names of the nodes that are voters
     */
    FaultPlan plan(List<String> voters) {
        FaultPlan.Targets targets = new FaultPlan.Targets(names("node-", nodes), voters, names("client-", clients));
        SplittableRandom random = new SplittableRandom(seed);
        return sabotage == null
                ? FaultPlan.random(random, length(), targets)
                : SabotageCase.of(sabotage).plan(random, length(), targets);
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> prefix + number)
                .toList();
    }
}
