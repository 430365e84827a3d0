package io.netfscache.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Schedules that chance rarely finds. Each is run twice: without the rule that it is about, a read is wrong; with all rules
 * the same steps do no harm. Node X is the one that misses something.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ScriptedSchedulesTest {
    private static void shows(Sabotage rule, Function<Rules, Script> schedule) {
        // When
        Script kept = schedule.apply(Rules.ALL);
        Script broken = schedule.apply(Rules.without(rule));

        // Then
        assertThat(kept.world().oracle().reports())
                .as("all rules kept\n" + String.join("\n", kept.world().trace()))
                .isEmpty();
        assertThat(broken.world().oracle().reports())
                .as("without " + rule + "\n" + String.join("\n", broken.world().trace()))
                .isNotEmpty();
    }

    /** The same with each of a number of delays: one of them has to be the wrong one. */
    private static void showsAtSomeDelay(Sabotage rule, int delays, BiFunction<Rules, Integer, Script> schedule) {
        // When
        long kept = IntStream.range(0, delays)
                .filter(delay -> !isClean(schedule.apply(Rules.ALL, delay)))
                .count();
        long broken = IntStream.range(0, delays)
                .filter(delay -> !isClean(schedule.apply(Rules.without(rule), delay)))
                .count();

        // Then
        assertThat(kept).as("all rules kept").isZero();
        assertThat(broken).as("without " + rule).isPositive();
    }

    private static boolean isClean(Script script) {
        return script.world().oracle().isClean();
    }

    @Test
    void aNodeThatIsCutOffStopsServing() {
        shows(Sabotage.NO_LEASE, rules -> {
            Script script = new Script(rules, 5, 1).sessions(2, 1);
            SimNode x = script.node(4);
            script.read();
            ObjectGeneration old = script.generation();
            script.fill(x, old);
            script.isolate(x);
            script.write();
            script.seconds(4);
            script.readAt(x, old);
            return script;
        });
    }

    @Test
    void aFenceWaitsForWhoeverHoldsALease() {
        shows(Sabotage.NO_WAIT_FOR_GRANTS, rules -> {
            Script script = new Script(rules, 5, 1).sessions(4, 1);
            script.read();
            script.isolate(script.node(4));
            script.write();
            script.seconds(0.2);
            script.read();
            return script;
        });
    }

    @Test
    void theQuorumDoesNotShrinkWithTheView() {
        shows(Sabotage.QUORUM_FROM_VIEW, rules -> {
            Script script = new Script(rules, 5, 3).sessions(2, 1);
            SimNode x = script.node(0);
            script.read();
            ObjectGeneration old = script.generation();
            script.fill(x, old);
            script.isolate(x);
            script.world().members().lose(x);
            script.world().nodes().forEach(script.world().members()::tell);
            script.write();
            script.seconds(4);
            script.readAt(x, old);
            return script;
        });
    }

    @Test
    void aVoterThatHasForgottenItsGrantsIsSilent() {
        shows(Sabotage.NO_SILENCE_AFTER_RESTART, rules -> {
            Script script = new Script(rules, 5, 1).sessions(4, 1);
            SimNode voter = script.node(0);
            script.read();
            script.isolate(script.node(4));
            voter.die();
            voter.process().restart();
            script.world().members().start(voter);
            script.seconds(0.1);
            script.write();
            script.seconds(0.3);
            script.read();
            return script;
        });
    }

    @Test
    void whatWasVerifiedBeforeAGapIsVerifiedAgain() {
        shows(Sabotage.EPOCH_KEEPS_VERIFICATIONS, rules -> {
            Script script = new Script(rules, 5, 1).sessions(2, 1);
            SimNode x = script.node(4);
            script.read();
            ObjectGeneration old = script.generation();
            script.fill(x, old);
            script.isolate(x);
            script.write();
            script.seconds(8);
            script.reconnect(x);
            script.seconds(2);
            script.readAt(x, old);
            return script;
        });
    }

    @Test
    void aMachineThatWasSuspendedKnowsThatItsLeaseIsOver() {
        shows(Sabotage.CLOCK_JUMP_IGNORED, rules -> {
            Script script = new Script(rules, 5, 1).sessions(2, 1);
            SimNode x = script.node(4);
            script.read();
            ObjectGeneration old = script.generation();
            script.fill(x, old);
            script.isolate(x);
            x.process().pause(true);
            script.write();
            script.seconds(8);
            x.process().resume();
            script.readAt(x, old);
            return script;
        });
    }

    @Test
    void aLeaseIsOverOnTheSlowestClockBeforeItIsForgottenOnTheFastest() {
        Map<String, Double> rates = Map.of("node4", 0.9901, "client0", 0.9901, "node0", 1.0099, "node1", 1.0099);
        showsAtSomeDelay(Sabotage.NO_DRIFT_MARGIN, 150, (rules, delay) -> {
            Script script = new Script(rules, 5, 1, rates).sessions(4, 1);
            script.read();
            script.isolate(script.node(4));
            script.seconds(1.2 + delay * 0.006);
            script.write();
            for (int i = 0; i < 40; i++) {
                script.reader().read(script.file(), 0, 1);
                script.seconds(0.002);
            }
            return script;
        });
    }

    @Test
    void aNodeThatTheFenceDidNotReachHearsOfItFromTheVoters() {
        shows(Sabotage.NO_RETENTION, rules -> {
            Script script = new Script(rules, 5, 1).sessions(4, 1);
            script.read();
            script.world()
                    .network()
                    .loseFences(script.node(1).process(), script.node(4).process());
            script.write();
            script.seconds(3);
            script.read();
            return script;
        });
    }

    /** Node 1 has been replaced as owner; X and the voter have not heard of it. */
    private static Script replacedOwner(Rules rules, boolean cutFromVoter) {
        Script script = new Script(rules, 6, 1).sessions(5, 2);
        SimNode owner = script.node(1);
        SimNode x = script.node(5);
        script.read();
        ObjectGeneration old = script.generation();
        long value = script.world().file(script.file()).current().block(0);
        for (int other : new int[] {2, 3, 4}) {
            script.cut(owner, script.node(other));
        }
        if (cutFromVoter) {
            script.cut(owner, script.node(0));
        }
        script.world().members().lose(owner);
        for (int other : new int[] {2, 3, 4}) {
            script.world().members().tell(script.node(other));
        }
        script.seconds(1);
        script.write();
        script.seconds(12);
        // X forgets the fence when it takes another one.
        script.writer().write(script.otherFile(), 0, 1);
        script.seconds(3);
        script.fill(x, old, value);
        script.readAt(x, old);
        return script;
    }

    @Test
    void anOwnerThatHasBeenReplacedIsGrantedNothing() {
        shows(Sabotage.NO_EVICTION, rules -> replacedOwner(rules, false));
    }

    @Test
    void anOwnerWithoutALeaseDoesNotAnswer() {
        shows(Sabotage.OWNER_WITHOUT_LEASE, rules -> replacedOwner(rules, true));
    }

    @Test
    void aRoundWhoseQuorumComesTooLateDoesNotCount() {
        shows(Sabotage.UNBOUNDED_ROUND, rules -> {
            Script script = new Script(rules, 6, 3).sessions(5, 4);
            SimNode x = script.node(5);
            SimNode coordinator = script.node(4);
            Network network = script.world().network();
            network.loseFences(coordinator.process(), x.process());
            network.loseFences(coordinator.process(), script.node(2).process());
            network.holdFences(coordinator.process(), script.node(1).process());
            script.cut(script.node(0), x);
            script.read();
            script.seconds(3);
            script.write();
            script.seconds(4.8);
            script.mend(script.node(0), x);
            script.seconds(0.8);
            script.cut(script.node(1), x);
            script.seconds(2.3);
            network.releaseFences(coordinator.process(), script.node(1).process());
            script.seconds(2.6);
            script.read();
            return script;
        });
    }

    @Test
    void aVoterDoesNotAnswerForASetThatHasBeenReplaced() {
        shows(Sabotage.ANSWERS_OTHER_VOTER_SET, rules -> {
            Script script = new Script(rules, 6, 3).sessions(5, 4);
            VoterSet next = script.world()
                    .members()
                    .voters()
                    .replaced(script.node(2).id(), script.node(3).id());
            for (int node : new int[] {0, 1, 3, 4}) {
                script.node(node).core().voter().adopt(next);
            }
            Network network = script.world().network();
            SimNode coordinator = script.node(4);
            network.loseFences(coordinator.process(), script.node(1).process());
            network.loseFences(coordinator.process(), script.node(2).process());
            network.loseFences(coordinator.process(), script.node(5).process());
            script.cut(script.node(0), script.node(5));
            script.seconds(7);
            script.read();
            script.write();
            script.seconds(3);
            script.read();
            return script;
        });
    }

    @Test
    void aFenceBeatsTheAnswerThatItCrosses() {
        shows(Sabotage.FENCE_LOSES_TO_ANSWER, rules -> {
            Script script = new Script(rules, 5, 1).sessions(2, 3);
            SimNode x = script.node(4);
            SimProcess owner = script.node(1).process();
            script.read();
            ObjectGeneration old = script.generation();
            long value = script.world().file(script.file()).current().block(0);
            script.world().network().hold(owner, x.process());
            script.fill(x, old, value);
            script.write();
            script.seconds(0.3);
            script.world().network().release(owner, x.process());
            script.seconds(0.1);
            script.readAt(x, old);
            return script;
        });
    }

    @Test
    void anAnswerFromBeforeAGapDoesNotCountAfterIt() {
        shows(Sabotage.LATE_VERIFICATION_ACCEPTED, rules -> {
            Script script = new Script(rules, 5, 1).sessions(2, 3);
            SimNode x = script.node(4);
            SimProcess owner = script.node(1).process();
            script.read();
            ObjectGeneration old = script.generation();
            long value = script.world().file(script.file()).current().block(0);
            script.world().network().hold(owner, x.process());
            script.fill(x, old, value);
            script.isolate(x);
            x.process().pause(true);
            script.write();
            script.seconds(10);
            script.reconnect(x);
            x.process().resume();
            script.seconds(0.9);
            script.world().network().release(owner, x.process());
            script.seconds(0.1);
            script.readAt(x, old);
            return script;
        });
    }

    @Test
    void aLookUpThatAFenceOvertakesIsDoneAgain() {
        shows(Sabotage.LATE_ANSWERS_POPULATE, rules -> {
            Script script = new Script(rules, 5, 1).sessions(2, 3);
            SimProcess session = script.node(2).process();
            SimProcess reader = script.reader().process();
            script.read();
            script.reader().file(script.file()).view().forget();
            script.world().network().hold(session, reader);
            script.read();
            script.write();
            script.seconds(0.3);
            script.world().network().release(session, reader);
            script.seconds(0.3);
            script.read();
            return script;
        });
    }

    @Test
    void aMergeDoesNotBringBackWhatHasBeenRetiredAndForgotten() {
        shows(Sabotage.PUT_IF_ABSENT_MERGE, rules -> {
            Script script = new Script(rules, 5, 1).sessions(2, 4);
            SimNode x = script.node(3);
            script.read();
            ObjectGeneration old = script.generation();
            script.fill(x, old);
            script.isolate(x);
            script.world().members().lose(x);
            script.world().nodes().forEach(script.world().members()::tell);
            script.seconds(1);
            script.writer().retire(script.file());
            script.seconds(8);
            script.node(1).records().forgetRetired(script.world().file(script.file()).cookie);
            script.seconds(1);
            script.reconnect(x);
            script.world().members().merge(x);
            script.seconds(4);
            script.readAt(x, old);
            return script;
        });
    }

    @Test
    void aGenerationDoesNotComeFromTheClockOfAReplica() {
        showsAtSomeDelay(Sabotage.CLOCK_IN_PROCESSOR, 40, (rules, delay) -> {
            Script script = new Script(rules, 7, 1).sessions(5, 6);
            SimNode x = script.node(5);
            SimNode owner = script.node(1);
            SimNode backup = script.node(2);
            script.read();
            backup.process().jump(-8_000);
            script.seconds(3);
            long start = script.world().scheduler().now();
            script.write();
            script.seconds(0.5);
            script.read();
            ObjectGeneration old = script.generation();
            script.fill(x, old);
            script.isolate(x);
            owner.die();
            script.world().members().lose(owner);
            script.world().nodes().stream()
                    .filter(node -> node != owner)
                    .forEach(script.world().members()::tell);
            script.seconds((start - script.world().scheduler().now()) / 1e9 + 8 + (delay - 20) * 0.001);
            script.write();
            script.seconds(8);
            script.reconnect(x);
            script.seconds(3);
            script.readAt(x, old);
            return script;
        });
    }
}
