package io.netfscache.cli.chaos;

import io.netfscache.protocol.Sabotage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run.
 *
 * @param seed of everything that is left to chance but for the scheduling of threads and processes
 * @param seconds of load and faults, {@link ChaosLimits#MIN_SECONDS} or more
 * @param nodes 1 to 9
 * @param clients 1 to {@link ChaosLimits#MAX_CLIENTS}
 * @param sabotage the rule that all nodes and clients break, or null
 * @param keep folder for histories and logs, which stay there; null: a temporary one, which stays only if the run fails
 */
record ChaosOptions(
        long seed,
        int seconds,
        int nodes,
        int clients,
        @Nullable Sabotage sabotage,
        @Nullable Path keep) {
    private static final int MAX_NODES = 9;

    ChaosOptions {
        check("--seconds", seconds, ChaosLimits.MIN_SECONDS, ChaosLimits.MAX_SECONDS);
        check("--nodes", nodes, 1, MAX_NODES);
        check("--clients", clients, 1, ChaosLimits.MAX_CLIENTS);
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + ": " + value + " is not between " + least + " and " + most);
        }
    }

    Duration length() {
        return Duration.ofSeconds(seconds);
    }

    Set<Sabotage> broken() {
        return sabotage == null ? Set.of() : Set.of(sabotage);
    }
}
