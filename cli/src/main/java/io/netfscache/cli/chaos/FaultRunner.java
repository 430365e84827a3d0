package io.netfscache.cli.chaos;

import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.cluster.Fault;
import io.netfscache.cli.chaos.cluster.FaultPlan;
import io.netfscache.cli.chaos.cluster.Injection;
import io.netfscache.cli.chaos.cluster.LocalCluster;
import io.netfscache.cli.chaos.history.Event;
import io.netfscache.cli.chaos.history.Recorder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Does to a cluster what a plan says, looks whether each fault has its effect, and mends it. One thread. */
final class FaultRunner {
    /** A fault that is in force. */
    private final class Active {
        private final Fault fault;
        private final Injection injection;
        private final FaultTerm term;
        private boolean effective;

        Active(Fault fault, Injection injection, FaultTerm term) {
            this.fault = fault;
            this.injection = injection;
            this.term = term;
        }

        void look() {
            if (!effective && injection.effective()) {
                effective = true;
                tell(fault, Event.Phase.EFFECTIVE, injection.observed());
            }
        }

        void mend() throws IOException, InterruptedException {
            look();
            String observed = injection.observed();
            injection.heal();
            tell(fault, Event.Phase.HEALED, observed);
            counts.merge(fault.name(), FaultCount.NONE.plus(effective), (all, one) -> all.plus(effective));
            if (!effective) {
                idle.add(fault.name() + " of " + fault.target() + ": " + observed);
            }
        }
    }

    private final LocalCluster cluster;
    private final Recorder recorder;
    private final LongSupplier clock;
    private final Consumer<String> progress;
    private final List<Active> active = new ArrayList<>();
    private final Map<String, FaultCount> counts = new TreeMap<>();
    private final List<String> idle = new ArrayList<>();

    FaultRunner(LocalCluster cluster, Recorder recorder, LongSupplier clock, Consumer<String> progress) {
        this.cluster = cluster;
        this.recorder = recorder;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Goes through the plan for that long. Steps that have not come by then, or would not be over, are left out, and what should
     * overlap them too; what is in force then is seen to its end.
     */
    void run(FaultPlan plan, Duration length) throws IOException, InterruptedException {
        long start = clock.getAsLong();
        long end = start + length.toNanos();
        List<FaultPlan.Step> steps = new ArrayList<>(plan.steps());
        while (clock.getAsLong() < end || !active.isEmpty()) {
            for (Active one : active) {
                one.look();
            }
            mendThoseThatAreOver();
            long now = clock.getAsLong();
            if (!steps.isEmpty() && isDue(steps.get(0), now - start)) {
                FaultPlan.Step step = steps.remove(0);
                boolean nothingToOverlap = step.overlapping() && active.isEmpty();
                if (!nothingToOverlap && now + step.duration().toNanos() <= end) {
                    inject(step);
                }
            }
            Wiring.pause(ChaosLimits.FAULT_TICK);
        }
    }

    private boolean isDue(FaultPlan.Step step, long sinceStart) {
        if (sinceStart < step.start().toNanos()) {
            return false;
        }
        return step.overlapping()
                ? active.size() < ChaosLimits.FAULTS_AT_A_TIME
                : active.isEmpty() && cluster.isWhole();
    }

    /** Its time counts from when it is in force: a clean stop takes a while. */
    private void inject(FaultPlan.Step step) throws IOException, InterruptedException {
        tell(step.fault(), Event.Phase.INJECTED, "for " + step.duration().toMillis() + " ms");
        Injection injection = step.fault().inject(cluster);
        active.add(new Active(step.fault(), injection, FaultTerm.of(clock.getAsLong(), step.duration())));
    }

    private void mendThoseThatAreOver() throws IOException, InterruptedException {
        for (Iterator<Active> each = active.iterator(); each.hasNext(); ) {
            Active one = each.next();
            if (one.term.isOver(clock.getAsLong(), one.effective)) {
                each.remove();
                one.mend();
            }
        }
    }

    private void tell(Fault fault, Event.Phase phase, String detail) {
        recorder.add(new Event.Fault(clock.getAsLong(), fault.name(), fault.target(), phase, detail));
        progress.accept(String.join(
                " ", fault.name(), fault.target(), phase.name().toLowerCase(java.util.Locale.ROOT) + ":", detail));
    }

    /** By the names of the faults. */
    Map<String, FaultCount> counts() {
        return Map.copyOf(counts);
    }

    /** Those without an effect, in words. */
    List<String> idle() {
        return List.copyOf(idle);
    }
}
