package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.chaos.cluster.Fault;
import io.netfscache.cli.chaos.cluster.FaultPlan;
import io.netfscache.cli.chaos.cluster.NodeClock;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class SabotageCaseTest {
    private static final Duration SHORTEST = Duration.ofSeconds(20);
    private static final FaultPlan.Targets TARGETS = new FaultPlan.Targets(
            List.of("node-1", "node-2", "node-3"),
            List.of("node-1", "node-2", "node-3"),
            List.of("client-1", "client-2", "client-3", "client-4"));

    static Stream<SabotageCase> found() {
        return SabotageCase.all().stream().filter(SabotageCase::onRealNodes);
    }

    private static FaultPlan plan(Sabotage rule) {
        return SabotageCase.of(rule).plan(new SplittableRandom(1), SHORTEST, TARGETS);
    }

    @ParameterizedTest
    @MethodSource("found")
    void whatGoesWrongDoesSoSeveralTimesAndIsMendedInTime(SabotageCase one) {
        FaultPlan plan = plan(one.rule());

        boolean ofOrigin =
                one.faults() == SabotageCase.Faults.SLOW_ORIGIN || one.faults() == SabotageCase.Faults.NOTHING;
        assertThat(plan.steps())
                .hasSizeGreaterThanOrEqualTo(ofOrigin ? 0 : 2)
                .allSatisfy(
                        step -> assertThat(step.start().plus(step.duration())).isLessThanOrEqualTo(SHORTEST));
    }

    @Test
    void eachNodeIsCutOffOnce() {
        assertThat(plan(Sabotage.NO_LEASE).steps())
                .extracting(step ->
                        ((Fault.DataCut) step.fault()).sides().get(0).iterator().next())
                .containsExactly("node-1", "node-2", "node-3");
    }

    @Test
    void aNodeWhoseClockStopsIsStoppedWhileItIsCutOff() {
        List<FaultPlan.Step> steps = plan(Sabotage.CLOCK_JUMP_IGNORED).steps();

        assertThat(SabotageCase.of(Sabotage.CLOCK_JUMP_IGNORED).clock()).isEqualTo(NodeClock.STOPPING);
        assertThat(SabotageCase.of(Sabotage.NO_LEASE).clock()).isEqualTo(NodeClock.TRUE);
        assertThat(steps).hasSizeGreaterThanOrEqualTo(6);
        for (int i = 0; i < steps.size(); i += 2) {
            FaultPlan.Step cut = steps.get(i);
            FaultPlan.Step pause = steps.get(i + 1);
            assertThat(((Fault.DataCut) cut.fault()).sides().get(0))
                    .containsExactly(pause.fault().target());
            assertThat(pause.fault()).isInstanceOf(Fault.Pause.class);
            assertThat(pause.overlapping()).isTrue();
            assertThat(pause.start()).isBetween(cut.start(), cut.start().plusSeconds(1));
            assertThat(pause.start().plus(pause.duration()))
                    .isLessThan(cut.start().plus(cut.duration()));
        }
    }

    @Test
    void processesOfAllNodesAreKilledInTurn() {
        assertThat(plan(Sabotage.NO_SILENCE_AFTER_RESTART).steps())
                .extracting(step -> step.fault().target())
                .startsWith("node-1", "node-2", "node-3");
    }

    @Test
    void everyRuleIsEitherFoundOrRefusedWithAReason() {
        assertThat(found()).hasSizeGreaterThanOrEqualTo(13);
        assertThat(SabotageCase.all())
                .hasSize(Sabotage.values().length)
                .allSatisfy(one -> assertThat(one.why()).doesNotContain("TODO").matches(why -> !why.endsWith(".")));
    }

    @Test
    void bodiesOfTheSlowOriginAreLateAndNothingElse() {
        LateAnswers late = LateAnswers.allBodies(1);

        assertThat(late.next(false)).isZero();
        assertThat(late.next(true)).isPositive().isLessThan(ChaosLimits.MAX_LATE_OF_BODIES);
    }

    @Test
    void allClientsHaveFoliosForAllFilesWhereThatIsTheirHabit() {
        ClientSettings usual = settings(Habits.USUAL);
        ClientSettings folios = settings(Habits.FOLIOS);

        assertThat(usual.folioBytes()).isEqualTo(ChaosLimits.FEW_FOLIO_BYTES);
        assertThat(folios.folioBytes()).isEqualTo(ChaosLimits.MANY_FOLIO_BYTES);
    }

    private static ClientSettings settings(Habits habits) {
        return new ClientSettings(2, Workload.perClient(4).with(habits), List.of(), "http://localhost", 1, Rules.ALL);
    }
}
