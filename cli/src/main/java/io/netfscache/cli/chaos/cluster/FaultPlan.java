package io.netfscache.cli.chaos.cluster;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which faults come when. One after the other, now and then two at a time; between them the cluster has time to become
 * whole. Immutable.
 *
 * @param steps in the order of their starts
 */
public record FaultPlan(List<Step> steps) {
    /**
     * One fault.
     *
     * @param start since the beginning of the run: not before that, and not before the cluster is whole unless {@code
     *     overlapping}
     * @param duration until it is mended
     * @param overlapping starts while the one before is not mended yet
     */
    public record Step(Fault fault, Duration start, Duration duration, boolean overlapping) {}

    /**
     * What faults can be done to.
     *
     * @param nodes names of the nodes, 1 to 9
     * @param voters those of them that are voters
     * @param clients principals of the clients
     */
    public record Targets(List<String> nodes, List<String> voters, List<String> clients) {
        public Targets {
            nodes = List.copyOf(nodes);
            voters = List.copyOf(voters);
            clients = List.copyOf(clients);
        }
    }

    public FaultPlan {
        steps = List.copyOf(steps);
    }

    /**
     * Faults of every kind for a run of that length, at least 14 in 120 s. The same random numbers give the same plan. The
     * last is mended 10 s before the end.
     */
    public static FaultPlan random(RandomGenerator random, Duration length, Targets targets) {
        throw new UnsupportedOperationException("to come: " + random + length + targets);
    }
}
