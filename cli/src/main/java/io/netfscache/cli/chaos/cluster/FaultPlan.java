package io.netfscache.cli.chaos.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which faults come when. One after the other, and a client cut off while something else is wrong; between them the
 * cluster has time to become whole. Immutable.
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

    /** Before the first fault: files have to be in the cache to be read from it. */
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    /** After the last. */
    private static final Duration COOL_DOWN = Duration.ofSeconds(5);
    /** Between the starts of two faults at a time. */
    private static final Duration OVERLAP = Duration.ofMillis(500);

    public FaultPlan {
        steps = List.copyOf(steps);
    }

    /**
     * Faults of every kind that can be done to these targets, dealt like cards, for a run of that length: at least 14 in 120
     * s. A card for which the time that is left is too short is put aside; those that follow may still fit. The same random
     * numbers give the same plan. The last has been mended 5 s before the end.
     */
    public static FaultPlan random(RandomGenerator random, Duration length, Targets targets) {
        Draw draw = new Draw(random, targets);
        List<FaultKind> cards = Arrays.stream(FaultKind.values())
                .filter(kind -> kind.fits(targets))
                .flatMap(kind -> Collections.nCopies(kind.weight(), kind).stream())
                .toList();
        List<Step> steps = new ArrayList<>();
        Duration whole = WARM_UP;
        int dealt;
        do {
            dealt = steps.size();
            for (FaultKind kind : draw.shuffled(cards)) {
                Step before = steps.isEmpty() ? null : steps.get(steps.size() - 1);
                boolean overlapping = before != null && kind.mayOverlap() && !before.overlapping();
                Duration start = before != null && overlapping ? before.start().plus(OVERLAP) : whole;
                Duration left = length.minus(COOL_DOWN).minus(kind.recovery()).minus(start);
                Duration duration = kind.duration(random, left);
                if (duration.compareTo(left) <= 0) {
                    steps.add(new Step(draw.fault(kind), start, duration, overlapping));
                    Duration end = start.plus(duration).plus(kind.recovery());
                    whole = end.compareTo(whole) > 0 ? end : whole;
                }
            }
        } while (steps.size() > dealt);
        return new FaultPlan(steps);
    }
}
