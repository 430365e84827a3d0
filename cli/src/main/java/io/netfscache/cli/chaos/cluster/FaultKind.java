package io.netfscache.cli.chaos.cluster;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long each kind of fault lasts in a plan, and how long the cluster is given to become whole after it. */
enum FaultKind {
    KILL(1_500, 3_000, 10_000),
    PAUSE(3_000, 6_000, 3_000),
    RESTART(500, 1_500, 12_000),
    CUT_ONE_WAY(4_000, 6_000, 3_000),
    CUT_TWO_WAY(4_000, 6_000, 3_000),
    PARTITION(4_000, 6_000, 3_500),
    CLIENT_CUT(2_500, 5_000, 500),
    SLOW_LINK(2_500, 5_000, 500),
    FULL_DISK(3_000, 5_000, 500),
    CLOCK_OFFSET(1_500, 3_000, 2_000);

    private final int shortestMillis;
    private final int longestMillis;
    private final int recoveryMillis;

    FaultKind(int shortestMillis, int longestMillis, int recoveryMillis) {
        this.shortestMillis = shortestMillis;
        this.longestMillis = longestMillis;
        this.recoveryMillis = recoveryMillis;
    }

    /** By chance, but as short as {@code left} wants it; not shorter than the fault takes to show its effect. */
    Duration duration(RandomGenerator random, Duration left) {
        long millis = Math.min(random.nextInt(shortestMillis, longestMillis + 1), left.toMillis());
        return Duration.ofMillis(Math.max(shortestMillis, millis));
    }

    Duration recovery() {
        return Duration.ofMillis(recoveryMillis);
    }

    /** Whether it shows its effect whatever happens to nodes meanwhile, so that it may come while another fault lasts. */
    boolean mayOverlap() {
        return this == CLIENT_CUT;
    }

    /** How often it comes for each time that every other kind comes: what is soon over comes more often. */
    int weight() {
        return this == CLIENT_CUT || this == SLOW_LINK ? 2 : 1;
    }

    /** Whether it can be done to these: a cut takes a majority that goes on. */
    boolean fits(FaultPlan.Targets targets) {
        return switch (this) {
            case CUT_ONE_WAY, CUT_TWO_WAY, PARTITION -> targets.nodes().size() > 2;
            case CLIENT_CUT -> !targets.clients().isEmpty();
            case SLOW_LINK -> targets.nodes().size() > 1 || !targets.clients().isEmpty();
            default -> true;
        };
    }
}
