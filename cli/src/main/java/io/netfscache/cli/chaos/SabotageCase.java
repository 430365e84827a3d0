package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.cluster.Fault;
import io.netfscache.cli.chaos.cluster.FaultPlan;
import io.netfscache.cli.chaos.cluster.NodeClock;
import io.netfscache.protocol.Sabotage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a run shows what a rule is good for: with the faults, the origin and the clients that show it best. For the rules that are
 * refused these are what they were tried with. docs/chaos-sabotages.md has the figures.
 *
 * @param why real nodes do not show it; empty when they do
 */
record SabotageCase(Sabotage rule, Faults faults, Habits habits, String why) {
    /** What goes wrong in a run without the rule. */
    enum Faults {
        NOTHING("no fault"),
        CLIENT_CUTS("clients cut off"),
        DATA_CUTS("a node cut off from the others, but for Hazelcast"),
        SHORT_DATA_CUTS("a node cut off from the others, but for Hazelcast, for as long as its lease lasts"),
        PAIR_CUTS("two nodes cut off from each other, but for Hazelcast"),
        LATE_FOR_ONE_CLIENT("answers of nodes late for one client"),
        NARROW_TO_NODES("narrow links from clients to nodes"),
        LATE_BETWEEN_TWO("what one node sends another late"),
        SLOW_ORIGIN("an origin with late bodies"),
        KILLS("nodes killed and started again soon"),
        SUSPENSIONS(
                "a node cut off from the others, but for Hazelcast, and stopped meanwhile, with a clock that stops too"),
        REJECTIONS("connections between a node and the others reset, and new ones too"),
        PAIR_REJECTIONS("connections between two nodes reset, and new ones too"),
        ANY("faults drawn from all kinds");

        private final String words;

        Faults(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private static final String OF_MODELS_ONLY =
            "no node can be told to break it: only the simulator's models have that mistake";

    private static final Duration FIRST = Duration.ofSeconds(3);
    /** Longer than any lease: what was cut off has none left. */
    private static final Duration LENGTH = Duration.ofSeconds(4);
    /** For changes that wait for a lease to run out, several one after the other. */
    private static final Duration LONGER = Duration.ofMillis(4500);
    /** What a lease has left. */
    private static final Duration SHORT = Duration.ofSeconds(2);
    /** Longer than it takes those who are left to be a cluster, and to change something. */
    private static final Duration REJECTED = Duration.ofSeconds(7);
    /** For leases and sessions to come back. */
    private static final Duration PAUSE = Duration.ofMillis(1500);

    /** A lease, and as much longer as it seems to last by a clock that has stopped for {@link #WITHIN_LEASE}. */
    private static final Duration SUSPENDED = Duration.ofMillis(3300);

    private static final Duration SOON_AFTER = Duration.ofMillis(100);
    /** As long as it takes to see that a node is stopped, and clients keep their sessions. */
    private static final Duration WITHIN_LEASE = Duration.ofMillis(1200);
    /** Much shorter than a lease, or who is waited for had none. */
    private static final Duration LATE = Duration.ofMillis(800);
    /** Before a node that was killed is started again: its effect has to be seen. */
    private static final Duration DOWN = Duration.ofMillis(800);

    /** A delay of nothing is none. */
    private static final Duration SOON = Duration.ofMillis(1);
    /** A folio takes half a second to store, well within the deadline of a write. */
    private static final long NARROW_BYTES_PER_SECOND = 32 << 10;

    static List<SabotageCase> all() {
        return Arrays.stream(Sabotage.values()).map(SabotageCase::of).toList();
    }

    static SabotageCase of(Sabotage rule) {
        return switch (rule) {
            case PUSHES_WITHOUT_SESSION_LEASE -> found(rule, Faults.CLIENT_CUTS, Habits.FOLIOS);
            case NO_LEASE, TIME_TO_LIVE_BEYOND_LEASE -> found(rule, Faults.DATA_CUTS, Habits.FOLIOS);
            case NO_WAIT_FOR_GRANTS -> found(rule, Faults.SHORT_DATA_CUTS, Habits.FOLIOS);
            case CLOCK_JUMP_IGNORED -> found(rule, Faults.SUSPENSIONS, Habits.MANY_CHANGES);
            case NO_RETENTION -> found(rule, Faults.PAIR_CUTS, Habits.FOLIOS);
            case ANSWER_NOT_HELD_FOR_CLIENTS -> found(rule, Faults.LATE_FOR_ONE_CLIENT, Habits.FOLIOS);
            case OBJECT_GENERATION_WITHOUT_VOLUME -> found(rule, Faults.NOTHING, Habits.VOLUMES);
            case FILL_NOT_CERTIFIED -> found(rule, Faults.SLOW_ORIGIN, Habits.LARGE_READS);
            case PIECEWISE_RETRY -> found(rule, Faults.SLOW_ORIGIN, Habits.WHOLE_FILES);
            case GENERATION_AT_CACHE_WRITE -> found(rule, Faults.NARROW_TO_NODES, Habits.LATE_STORES);
            case PENDING_FENCE_FORGOTTEN -> found(rule, Faults.SHORT_DATA_CUTS, Habits.LOOKED_UP);
            case QUORUM_FROM_VIEW -> found(rule, Faults.REJECTIONS, Habits.FOLIOS);
            default -> refused(rule);
        };
    }

    private static SabotageCase found(Sabotage rule, Faults faults, Habits habits) {
        return new SabotageCase(rule, faults, habits, "");
    }

    private static SabotageCase refused(Sabotage rule) {
        return new SabotageCase(rule, triedWith(rule), Habits.FOLIOS, why(rule));
    }

    private static Faults triedWith(Sabotage rule) {
        return switch (rule) {
            case CONTENTS_CHANGE_UNDER_ONE_GENERATION, CLOCK_IN_PROCESSOR, REWRITE_PRESENT_BLOCK -> Faults.NOTHING;
            case PUT_IF_ABSENT_MERGE -> Faults.REJECTIONS;
            case NO_EVICTION, OWNER_WITHOUT_LEASE -> Faults.PAIR_REJECTIONS;
            case NO_SILENCE_AFTER_RESTART -> Faults.KILLS;
            case NO_DRIFT_MARGIN -> Faults.SHORT_DATA_CUTS;
            case EPOCH_KEEPS_VERIFICATIONS, UNBOUNDED_ROUND, CARRY_OVER_FROM_ANY_BASE -> Faults.DATA_CUTS;
            case REFUSED_AUX_ACCEPTED -> Faults.CLIENT_CUTS;
            case LATE_ANSWERS_POPULATE -> Faults.SLOW_ORIGIN;
            case FENCE_LOSES_TO_ANSWER, LATE_VERIFICATION_ACCEPTED, INTEREST_AFTER_PROCESSOR -> Faults.LATE_BETWEEN_TWO;
            default -> Faults.ANY;
        };
    }

    /** A class that is named is the second line of defence, or what stands in the way. */
    private static String why(Sabotage rule) {
        return switch (rule) {
            case CONTENTS_CHANGE_UNDER_ONE_GENERATION, CLOCK_IN_PROCESSOR, REWRITE_PRESENT_BLOCK -> OF_MODELS_ONLY;
            case REFUSED_AUX_ACCEPTED ->
                "what comes from the origin is held against the coherency data of its generation (ReadRules, rule 5.6)";
            case PUT_IF_ABSENT_MERGE ->
                "a half that changes records is the larger one, and keeps its own (HazelcastSettings)";
            case CARRY_OVER_FROM_ANY_BASE ->
                "too few runs find it to promise that (one of three): it takes a fence that comes late to a client with"
                        + " folios of the generation that it ends in; of nodes StoreFences cannot be told";
            case ANSWERS_OTHER_VOTER_SET -> "the voters of a run stay the same";
            case WRITER_NOT_REAPED -> "no client of a run writes through the cache, so there are no marks";
            case NO_DRIFT_MARGIN -> "all clocks of a run are those of one machine";
            case NO_SILENCE_AFTER_RESTART -> "a node takes longer to start than a lease runs";
            case NO_EVICTION, OWNER_WITHOUT_LEASE ->
                "it takes an owner of records that some members have lost and others still ask";
            case UNBOUNDED_ROUND -> "it takes fences that are lost while the renewals on the same connection arrive";
            case FENCE_LOSES_TO_ANSWER, LATE_VERIFICATION_ACCEPTED ->
                "a client looks up again what a fence or a gap has overtaken (ObjectView, rule 5.4)";
            case EPOCH_KEEPS_VERIFICATIONS ->
                "a client asks for no generation that it has not looked up since the gap (ObjectView, rule 5.4)";
            case INTEREST_AFTER_PROCESSOR ->
                "a node drops the answer that a fence has overtaken (AnswerGuard, rule 4.2)";
            case LATE_ANSWERS_POPULATE ->
                "a node drops the answer that a fence has overtaken (AnswerGuard, rule 4.2), and a folio has its"
                        + " generation (ReadRules, rule 1.1)";
            default -> throw new IllegalArgumentException(rule + " is found on real nodes");
        };
    }

    /** Of a run without the rule in which no read was wrong: why that says nothing; empty when it says something. */
    Optional<String> whatNothingProves() {
        return onRealNodes()
                ? Optional.empty()
                : Optional.of("that nothing was found of " + rule + " proves nothing: " + why);
    }

    boolean onRealNodes() {
        return why.isEmpty();
    }

    /** Whether nodes or clients can be told to break it; if not, nothing else than the simulator's models has that mistake. */
    boolean breakable() {
        return !why.equals(OF_MODELS_ONLY);
    }

    /** Whether the origin is late with all bodies, so that files change while they are read. */
    boolean slowOrigin() {
        return faults == Faults.SLOW_ORIGIN;
    }

    /** By which nodes measure their leases. */
    NodeClock clock() {
        return faults == Faults.SUSPENSIONS ? NodeClock.STOPPING : NodeClock.TRUE;
    }

    FaultPlan plan(RandomGenerator random, Duration length, FaultPlan.Targets targets) {
        Set<String> clients = Set.copyOf(targets.clients());
        List<String> nodes = targets.nodes();
        return switch (faults) {
            case NOTHING, SLOW_ORIGIN -> new FaultPlan(List.of());
            case ANY -> FaultPlan.random(random, length, targets);
            case CLIENT_CUTS ->
                each(length, LENGTH, at -> new Fault.ClientCut(pick(withFolios(targets.clients()), at)));
            case DATA_CUTS -> each(length, LENGTH, at -> new Fault.DataCut(oneAlone(nodes, at)));
            case SHORT_DATA_CUTS -> each(length, SHORT, at -> new Fault.DataCut(oneAlone(nodes, at)));
            case KILLS -> each(length, DOWN, at -> new Fault.Kill(pick(nodes, at)));
            case SUSPENSIONS ->
                alternating(
                        each(length, SUSPENDED, at -> new Fault.DataCut(oneAlone(nodes, at))),
                        each(length, SUSPENDED, at -> new Fault.Pause(pick(nodes, at))));
            case REJECTIONS -> each(length, REJECTED, at -> new Fault.Rejection(oneAlone(nodes, at)));
            case PAIR_REJECTIONS -> each(length, REJECTED, at -> new Fault.Rejection(two(nodes, at)));
            case PAIR_CUTS -> each(length, LONGER, at -> new Fault.DataCut(two(nodes, at)));
            case LATE_FOR_ONE_CLIENT ->
                each(
                        length,
                        LENGTH,
                        at -> new Fault.Late(Set.copyOf(nodes), Set.of(pick(withFolios(targets.clients()), at)), LATE));
            case NARROW_TO_NODES ->
                each(length, LENGTH, at -> new Fault.Late(clients, Set.copyOf(nodes), SOON, NARROW_BYTES_PER_SECOND));
            case LATE_BETWEEN_TWO ->
                each(length, LENGTH, at -> new Fault.Late(Set.of(pick(nodes, at)), Set.of(pick(nodes, at + 1)), LATE));
        };
    }

    /** Soon after each step of a plan that of the other, while it lasts, and not for as long as a lease. */
    private static FaultPlan alternating(FaultPlan plan, FaultPlan meanwhile) {
        List<FaultPlan.Step> steps = new ArrayList<>();
        for (int i = 0; i < plan.steps().size(); i++) {
            FaultPlan.Step step = plan.steps().get(i);
            steps.add(step);
            steps.add(new FaultPlan.Step(
                    meanwhile.steps().get(i).fault(), step.start().plus(SOON_AFTER), WITHIN_LEASE, true));
        }
        return new FaultPlan(steps);
    }

    /** Clients reach both sides: one that waits for a node out of reach reads nothing at all meanwhile. */
    private static List<Set<String>> oneAlone(List<String> nodes, int at) {
        String alone = pick(nodes, at);
        return List.of(
                Set.of(alone),
                nodes.stream().filter(node -> !node.equals(alone)).collect(Collectors.toSet()));
    }

    /** All others reach both. */
    private static List<Set<String>> two(List<String> nodes, int at) {
        return List.of(Set.of(pick(nodes, at)), Set.of(pick(nodes, at + 1)));
    }

    /** Those that read mostly from their own folios. */
    private List<String> withFolios(List<String> clients) {
        return IntStream.range(0, clients.size())
                .filter(at -> habits.allHaveManyFolios() || ClientSettings.hasManyFolios(at + 1))
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
