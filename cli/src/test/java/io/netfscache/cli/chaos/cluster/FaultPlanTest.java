package io.netfscache.cli.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.chaos.cluster.FaultPlan.Step;
import io.netfscache.cli.chaos.cluster.FaultPlan.Targets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultPlanTest {
    private static final int SEEDS = 500;
    private static final Duration LENGTH = Duration.ofMinutes(2);
    private static final Targets FIVE =
            new Targets(names("node-", 5), List.of("node-1", "node-3", "node-4"), names("client-", 8));

    private static final Targets ALONE = new Targets(List.of("node-1"), List.of("node-1"), List.of());

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }

    private static FaultPlan plan(int seed, Targets targets) {
        return FaultPlan.random(new SplittableRandom(seed), LENGTH, targets);
    }

    private static Stream<FaultPlan> plans(Targets targets) {
        return IntStream.range(0, SEEDS).mapToObj(seed -> plan(seed, targets));
    }

    @Test
    void theSameSeedGivesTheSamePlanAndAnotherSeedAnotherOne() {
        assertThat(plan(7, FIVE)).isEqualTo(plan(7, FIVE)).isNotEqualTo(plan(8, FIVE));
    }

    @Test
    void twoMinutesHaveFourteenFaultsOfEveryKind() {
        assertThat(plans(FIVE)).allSatisfy(plan -> {
            assertThat(plan.steps()).hasSizeBetween(14, 30);
            assertThat(plan.steps().stream().map(step -> step.fault().name()).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(
                            "kill",
                            "pause",
                            "restart",
                            "cut-one-way",
                            "cut-two-way",
                            "partition",
                            "client-cut",
                            "slow-link",
                            "full-disk",
                            "clock-offset");
        });
    }

    @Test
    void faultsComeOneAfterTheOtherButForClientsThatAreCutOffAndAllAreMendedBeforeTheEnd() {
        assertThat(plans(FIVE)).allSatisfy(plan -> {
            Duration mended = Duration.ZERO;
            for (Step step : plan.steps()) {
                if (step.overlapping()) {
                    assertThat(step.fault().name()).isEqualTo("client-cut");
                    assertThat(step.start()).isLessThan(mended);
                } else {
                    assertThat(step.start()).isGreaterThan(mended);
                }
                Duration end = step.start().plus(step.duration());
                mended = end.compareTo(mended) > 0 ? end : mended;
            }
            assertThat(mended).isLessThan(LENGTH.minusSeconds(5));
        });
    }

    @Test
    void someFaultsComeTwoAtATimeButNeverThree() {
        List<FaultPlan> plans = plans(FIVE).toList();

        assertThat(plans).anySatisfy(plan -> assertThat(plan.steps()).anyMatch(Step::overlapping));
        assertThat(plans).allSatisfy(plan -> {
            for (int i = 1; i < plan.steps().size(); i++) {
                boolean two = plan.steps().get(i - 1).overlapping();
                assertThat(two && plan.steps().get(i).overlapping()).isFalse();
            }
        });
    }

    @Test
    void aPartitionPutsEveryNodeOnOneSideAndOfTwoSidesTheLargerHasTheVoters() {
        List<Fault.Partition> partitions = plans(FIVE)
                .flatMap(plan -> plan.steps().stream())
                .map(Step::fault)
                .filter(Fault.Partition.class::isInstance)
                .map(Fault.Partition.class::cast)
                .toList();

        assertThat(partitions).anyMatch(partition -> partition.sides().size() == 3);
        assertThat(partitions).allSatisfy(partition -> {
            List<Set<String>> sides = partition.sides();
            assertThat(sides.stream().flatMap(Set::stream).filter(FIVE.nodes()::contains))
                    .containsExactlyInAnyOrderElementsOf(FIVE.nodes());
            if (sides.size() == 2) {
                assertThat(sides.get(0)).filteredOn(FIVE.voters()::contains).hasSizeGreaterThanOrEqualTo(2);
                assertThat(sides.get(0)).filteredOn(FIVE.nodes()::contains).hasSize(3);
            }
        });
    }

    @Test
    void everyRunOf25SecondsHasAFaultAndLongerOnesHaveMore() {
        for (int nodes : List.of(1, 2, 3, 5, 9)) {
            Targets targets =
                    new Targets(names("node-", nodes), names("node-", Math.min(3, nodes)), names("client-", 1));
            assertThat(fewestSteps(targets, 25)).isGreaterThanOrEqualTo(3);
            assertThat(fewestSteps(targets, 60)).isGreaterThanOrEqualTo(6);
            assertThat(fewestSteps(targets, 120)).isGreaterThanOrEqualTo(14);
        }
    }

    private static int fewestSteps(Targets targets, int seconds) {
        return IntStream.range(0, SEEDS)
                .map(seed -> FaultPlan.random(new SplittableRandom(seed), Duration.ofSeconds(seconds), targets)
                        .steps()
                        .size())
                .min()
                .orElseThrow();
    }

    @Test
    void aFaultThatDoesNotFitAnyMoreDoesNotKeepAShorterOneFromBeingMade() {
        // Given the time for which hardly any node can be killed and become whole again
        List<FaultPlan> plans = IntStream.range(0, SEEDS)
                .mapToObj(seed -> FaultPlan.random(new SplittableRandom(seed), Duration.ofSeconds(14), FIVE))
                .toList();

        // Then
        assertThat(plans).allSatisfy(plan -> assertThat(plan.steps()).isNotEmpty());
    }

    @Test
    void aNodeAloneHasNobodyToBeCutOffFrom() {
        assertThat(plans(ALONE).flatMap(plan -> plan.steps().stream()))
                .extracting(step -> step.fault().name())
                .containsOnly("kill", "pause", "restart", "full-disk", "clock-offset");
    }
}
