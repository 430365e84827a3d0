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
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a run shows what a rule is good for: with the faults that show it best, which are for two of them a matter of the origin. Rules
 * that only one order of messages in many needs are the simulator's, which plays thousands of orders a minute.
 *
 * @param why real nodes do not show it; empty when they do
 */
record SabotageCase(Sabotage rule, Faults faults, String why) {
    /** What a run without the rule consists of. */
    enum Faults {
        CLIENT_CUTS("clients cut off"),
        LONG_MINORITY_CUT("a node cut off until nodes lose sight of each other"),
        DATA_CUTS("a node cut off from the others, but for Hazelcast"),
        PAIR_CUTS("two nodes cut off from each other, but for Hazelcast"),
        LATE_FOR_ONE_CLIENT("answers of nodes late for one client"),
        LATE_FROM_ONE_NODE("answers of one node late for clients"),
        SLOW_ORIGIN("an origin with late answers"),
        /** Why, is said for each. */
        SIMULATOR("simulator only");

        private final String words;

        Faults(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private static final Duration FIRST = Duration.ofSeconds(4);
    /** Longer than any lease: what was cut off has none left. */
    private static final Duration LENGTH = Duration.ofSeconds(6);
    /** Longer than a member is kept that is not heard of, and than the vote on it. */
    private static final Duration LONG = Duration.ofSeconds(18);

    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** Much shorter than a lease, or the client had none. */
    private static final Duration LATE = Duration.ofMillis(800);

    private static final Map<Sabotage, Faults> SHOWN_BY = new EnumMap<>(Map.ofEntries(
            Map.entry(Sabotage.PUSHES_WITHOUT_SESSION_LEASE, Faults.CLIENT_CUTS),
            Map.entry(Sabotage.NO_LEASE, Faults.DATA_CUTS),
            Map.entry(Sabotage.NO_WAIT_FOR_GRANTS, Faults.DATA_CUTS),
            Map.entry(Sabotage.TIME_TO_LIVE_BEYOND_LEASE, Faults.DATA_CUTS),
            Map.entry(Sabotage.QUORUM_FROM_VIEW, Faults.LONG_MINORITY_CUT),
            Map.entry(Sabotage.NO_RETENTION, Faults.PAIR_CUTS),
            Map.entry(Sabotage.ANSWER_NOT_HELD_FOR_CLIENTS, Faults.LATE_FOR_ONE_CLIENT),
            Map.entry(Sabotage.PIECEWISE_RETRY, Faults.LATE_FROM_ONE_NODE),
            Map.entry(Sabotage.LATE_ANSWERS_POPULATE, Faults.LATE_FROM_ONE_NODE),
            Map.entry(Sabotage.GENERATION_AT_CACHE_WRITE, Faults.LATE_FROM_ONE_NODE),
            Map.entry(Sabotage.FILL_NOT_CERTIFIED, Faults.SLOW_ORIGIN)));

    private static final String MODEL = "no node can be told to break it; the simulator has a model with that mistake";
    private static final String SCHEDULE = "it has not been tried there: it needs one order of messages in many";
    private static final String CAUGHT = "another rule catches what it lets through, also in the simulator";

    private static final Map<Sabotage, String> REFUSED = new EnumMap<>(Map.ofEntries(
            Map.entry(Sabotage.CONTENTS_CHANGE_UNDER_ONE_GENERATION, MODEL),
            Map.entry(Sabotage.CLOCK_IN_PROCESSOR, MODEL),
            Map.entry(Sabotage.REWRITE_PRESENT_BLOCK, CAUGHT),
            Map.entry(Sabotage.REFUSED_AUX_ACCEPTED, CAUGHT),
            Map.entry(Sabotage.INTEREST_AFTER_PROCESSOR, CAUGHT),
            Map.entry(Sabotage.WRITER_NOT_REAPED, "no acknowledged invalidation depends on it"),
            Map.entry(Sabotage.OBJECT_GENERATION_WITHOUT_VOLUME, "the clients of a run invalidate files, not volumes"),
            Map.entry(Sabotage.CARRY_OVER_FROM_ANY_BASE, "the clients of a run change whole files, not ranges of them"),
            Map.entry(Sabotage.ANSWERS_OTHER_VOTER_SET, "the voters of a run stay the same"),
            Map.entry(Sabotage.NO_SILENCE_AFTER_RESTART, "a node takes longer to start than a lease runs"),
            Map.entry(Sabotage.NO_DRIFT_MARGIN, "it needs clocks that drift"),
            Map.entry(Sabotage.CLOCK_JUMP_IGNORED, "it needs a machine that is suspended, with its monotonic clock"),
            Map.entry(
                    Sabotage.EPOCH_KEEPS_VERIFICATIONS,
                    "the session of a client ends with the lease of its node, so the client asks the record again"),
            Map.entry(Sabotage.NO_EVICTION, SCHEDULE),
            Map.entry(Sabotage.OWNER_WITHOUT_LEASE, SCHEDULE),
            Map.entry(Sabotage.UNBOUNDED_ROUND, SCHEDULE),
            Map.entry(Sabotage.PENDING_FENCE_FORGOTTEN, SCHEDULE),
            Map.entry(Sabotage.FENCE_LOSES_TO_ANSWER, SCHEDULE),
            Map.entry(Sabotage.LATE_VERIFICATION_ACCEPTED, SCHEDULE),
            Map.entry(Sabotage.PUT_IF_ABSENT_MERGE, SCHEDULE)));

    /** Those of {@link #SHOWN_BY} whose faults have not yet led to a wrong read. */
    private static final Set<Sabotage> NOT_FOUND_YET = Set.of(
            Sabotage.TIME_TO_LIVE_BEYOND_LEASE,
            Sabotage.QUORUM_FROM_VIEW,
            Sabotage.LATE_ANSWERS_POPULATE,
            Sabotage.PIECEWISE_RETRY,
            Sabotage.GENERATION_AT_CACHE_WRITE,
            Sabotage.FILL_NOT_CERTIFIED);

    static List<SabotageCase> all() {
        return Arrays.stream(Sabotage.values()).map(SabotageCase::of).toList();
    }

    static SabotageCase of(Sabotage rule) {
        if (NOT_FOUND_YET.contains(rule)) {
            return new SabotageCase(
                    rule, Faults.SIMULATOR, "no run on real nodes has found a wrong read without it yet");
        }
        return new SabotageCase(rule, SHOWN_BY.getOrDefault(rule, Faults.SIMULATOR), REFUSED.getOrDefault(rule, ""));
    }

    boolean onRealNodes() {
        return faults != Faults.SIMULATOR;
    }

    /** Whether the origin is late with so many answers that files change while it is asked about them. */
    boolean slowOrigin() {
        return faults == Faults.SLOW_ORIGIN || faults == Faults.LATE_FROM_ONE_NODE;
    }

    FaultPlan plan(RandomGenerator random, Duration length, FaultPlan.Targets targets) {
        Set<String> clients = Set.copyOf(targets.clients());
        List<String> nodes = targets.nodes();
        return switch (faults) {
            case SIMULATOR -> FaultPlan.random(random, length, targets);
            case CLIENT_CUTS ->
                each(length, LENGTH, at -> new Fault.ClientCut(pick(withFolios(targets.clients()), at)));
            case LONG_MINORITY_CUT -> each(length, LONG, at -> new Fault.Partition(oneAlone(nodes, at)));
            case DATA_CUTS -> each(length, LENGTH, at -> new Fault.DataCut(oneAlone(nodes, at)));
            case PAIR_CUTS ->
                each(
                        length,
                        LENGTH,
                        at -> new Fault.DataCut(List.of(Set.of(pick(nodes, at)), Set.of(pick(nodes, at + 1)))));
            case LATE_FOR_ONE_CLIENT ->
                each(
                        length,
                        LENGTH,
                        at -> new Fault.Late(Set.copyOf(nodes), Set.of(pick(withFolios(targets.clients()), at)), LATE));
            case LATE_FROM_ONE_NODE ->
                each(length, LENGTH, at -> new Fault.Late(Set.of(pick(nodes, at)), clients, LATE.dividedBy(4)));
            case SLOW_ORIGIN -> new FaultPlan(List.of());
        };
    }

    /** Clients reach both sides: one that waits for a node out of reach reads nothing at all meanwhile. */
    private static List<Set<String>> oneAlone(List<String> nodes, int at) {
        String alone = pick(nodes, at);
        return List.of(
                Set.of(alone),
                nodes.stream().filter(node -> !node.equals(alone)).collect(Collectors.toSet()));
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

    private static FaultPlan each(Duration length, Duration lasting, IntFunction<Fault> fault) {
        List<FaultPlan.Step> steps = new ArrayList<>();
        for (Duration start = FIRST;
                start.plus(lasting).compareTo(length) <= 0;
                start = start.plus(lasting).plus(PAUSE)) {
            steps.add(new FaultPlan.Step(fault.apply(steps.size()), start, lasting, false));
        }
        return new FaultPlan(steps);
    }
}
