package io.netfscache.cli.chaos.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Chooses at random what is done to whom. */
final class Draw {
    private static final int ATTEMPTS = 100;

    private final RandomGenerator random;
    private final FaultPlan.Targets targets;

    Draw(RandomGenerator random, FaultPlan.Targets targets) {
        this.random = random;
        this.targets = targets;
    }

    Fault fault(FaultKind kind) {
        return switch (kind) {
            case KILL -> new Fault.Kill(one(targets.nodes()));
            case PAUSE -> new Fault.Pause(one(targets.nodes()));
            case RESTART -> new Fault.Restart(one(targets.nodes()));
            case CUT_ONE_WAY -> new Fault.CutOneWay(one(targets.nodes()), random.nextBoolean());
            case CUT_TWO_WAY -> new Fault.CutTwoWay(one(targets.nodes()));
            case PARTITION -> new Fault.Partition(sides());
            case CLIENT_CUT -> new Fault.ClientCut(one(targets.clients()));
            case SLOW_LINK -> slowLink();
            case FULL_DISK -> new Fault.FullDisk(one(targets.nodes()));
            case CLOCK_OFFSET -> new Fault.ClockOffset(one(targets.nodes()), offset());
        };
    }

    /** All of them in another order. */
    <T> List<T> shuffled(List<T> all) {
        List<T> left = new ArrayList<>(all);
        List<T> shuffled = new ArrayList<>();
        while (!left.isEmpty()) {
            shuffled.add(left.remove(random.nextInt(left.size())));
        }
        return shuffled;
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** Between nodes, or of a client and a node either way: fast enough for what has to get through, but late. */
    private Fault slowLink() {
        List<String> ends = shuffled(targets.nodes());
        boolean withClient = targets.nodes().size() == 1 || (!targets.clients().isEmpty() && random.nextBoolean());
        String one = ends.get(0);
        String other = withClient ? one(targets.clients()) : ends.get(1);
        boolean there = random.nextBoolean();
        return new Fault.SlowLink(
                there ? one : other,
                there ? other : one,
                Duration.ofMillis(random.nextInt(20, 301)),
                random.nextLong(1 << 20, 16 << 20));
    }

    /** A second to an hour, ahead or behind. */
    private Duration offset() {
        Duration offset = Duration.ofMillis(random.nextInt(1_000, 3_600_000));
        return random.nextBoolean() ? offset : offset.negated();
    }

    /** Two sides, of which the larger has a majority of nodes and of voters, or, of five nodes and more, now and then three. */
    private List<Set<String>> sides() {
        boolean three = targets.nodes().size() > 4 && random.nextInt(4) == 0;
        int size = targets.nodes().size();
        int large = three ? (size - 1) / 2 : size / 2 + 1;
        List<String> order = shuffled(targets.nodes());
        for (int i = 0; !three && !hasQuorum(order.subList(0, large)) && i < ATTEMPTS; i++) {
            order = shuffled(targets.nodes());
        }
        List<Set<String>> sides = new ArrayList<>();
        sides.add(new HashSet<>(order.subList(0, large)));
        int second = three ? 2 * large : size;
        sides.add(new HashSet<>(order.subList(large, second)));
        if (three) {
            sides.add(new HashSet<>(order.subList(second, size)));
        }
        for (String client : targets.clients()) {
            int side = random.nextInt(sides.size() + 1);
            if (side < sides.size()) {
                sides.get(side).add(client);
            }
        }
        return sides;
    }

    private boolean hasQuorum(List<String> nodes) {
        long voters = nodes.stream().filter(targets.voters()::contains).count();
        return voters > targets.voters().size() / 2 || targets.voters().isEmpty();
    }
}
