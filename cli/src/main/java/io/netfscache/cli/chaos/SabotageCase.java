package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.cluster.Fault;
import io.netfscache.cli.chaos.cluster.FaultPlan;
import io.netfscache.protocol.Sabotage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How a run shows what a rule is good for: with the faults that show it best. Rules that only one order of messages in many
 * needs are the simulator's, which plays thousands of orders a minute.
 */
record SabotageCase(Sabotage rule, Faults faults) {
    /** What a run without the rule consists of. */
    enum Faults {
        RANDOM("random faults"),
        CLIENT_CUTS("clients cut off"),
        NODE_CUTS("nodes cut off from the others"),
        PARTITIONS("partitions"),
        PAUSES("nodes paused"),
        KILLS("nodes killed"),
        /** It takes an order of messages that real nodes next to never have. */
        SIMULATOR("simulator only");

        private final String words;

        Faults(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private static final Duration FIRST = Duration.ofSeconds(3);
    /** Longer than any lease: what was cut off has none left. */
    private static final Duration LENGTH = Duration.ofSeconds(6);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Map<Sabotage, Faults> SHOWN_BY = new EnumMap<>(Map.ofEntries(
            Map.entry(Sabotage.PUSHES_WITHOUT_SESSION_LEASE, Faults.CLIENT_CUTS),
            // No node can be told to break these: the simulator has models of its own with the mistake in them.
            Map.entry(Sabotage.CONTENTS_CHANGE_UNDER_ONE_GENERATION, Faults.SIMULATOR),
            Map.entry(Sabotage.CLOCK_IN_PROCESSOR, Faults.SIMULATOR),
            Map.entry(Sabotage.REWRITE_PRESENT_BLOCK, Faults.SIMULATOR),
            Map.entry(Sabotage.REFUSED_AUX_ACCEPTED, Faults.SIMULATOR),
            Map.entry(Sabotage.PUT_IF_ABSENT_MERGE, Faults.SIMULATOR),
            Map.entry(Sabotage.LATE_ANSWERS_POPULATE, Faults.CLIENT_CUTS),
            Map.entry(Sabotage.ANSWER_NOT_HELD_FOR_CLIENTS, Faults.CLIENT_CUTS),
            Map.entry(Sabotage.TIME_TO_LIVE_BEYOND_LEASE, Faults.NODE_CUTS),
            Map.entry(Sabotage.NO_LEASE, Faults.NODE_CUTS),
            Map.entry(Sabotage.NO_WAIT_FOR_GRANTS, Faults.NODE_CUTS),
            Map.entry(Sabotage.EPOCH_KEEPS_VERIFICATIONS, Faults.NODE_CUTS),
            Map.entry(Sabotage.QUORUM_FROM_VIEW, Faults.PARTITIONS)));

    static List<SabotageCase> all() {
        return Arrays.stream(Sabotage.values()).map(SabotageCase::of).toList();
    }

    static SabotageCase of(Sabotage rule) {
        return new SabotageCase(rule, SHOWN_BY.getOrDefault(rule, Faults.RANDOM));
    }

    boolean onRealNodes() {
        return faults != Faults.SIMULATOR;
    }

    FaultPlan plan(RandomGenerator random, Duration length, FaultPlan.Targets targets) {
        return switch (faults) {
            case RANDOM, SIMULATOR -> FaultPlan.random(random, length, targets);
            case CLIENT_CUTS -> each(length, at -> new Fault.ClientCut(pick(withFolios(targets.clients()), at)));
            case NODE_CUTS -> each(length, at -> new Fault.CutTwoWay(pick(targets.nodes(), at)));
            case PARTITIONS -> FaultPlan.random(random, length, targets);
            case PAUSES -> each(length, at -> new Fault.Pause(pick(targets.nodes(), at)));
            case KILLS -> each(length, at -> new Fault.Kill(pick(targets.nodes(), at)));
        };
    }

    /** Those that read mostly from their own folios. */
    private static List<String> withFolios(List<String> clients) {
        return IntStream.range(0, clients.size())
                .filter(at -> ClientSettings.hasManyFolios(at + 1))
                .mapToObj(clients::get)
                .toList();
    }

    private static String pick(List<String> names, int at) {
        return names.get(at % names.size());
    }

    private static FaultPlan each(Duration length, IntFunction<Fault> fault) {
        List<FaultPlan.Step> steps = new ArrayList<>();
        for (Duration start = FIRST;
                start.plus(LENGTH).compareTo(length) <= 0;
                start = start.plus(LENGTH).plus(PAUSE)) {
            steps.add(new FaultPlan.Step(fault.apply(steps.size()), start, LENGTH, false));
        }
        return new FaultPlan(steps);
    }
}
