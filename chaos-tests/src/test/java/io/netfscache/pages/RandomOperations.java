package io.netfscache.pages;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Some pairs at the same time, each in a thread of its own; the first that finds a difference ends it for all. */
final class RandomOperations {
    /** Makes the files of one pair. */
    interface Grounds {
        Ground of(int pair) throws IOException;
    }

    /** @param difference null when there was none */
    record Outcome(Figures figures, @Nullable Throwable difference) {
        /** The figures of a run without a difference. */
        Figures orThrow() {
            if (difference != null) {
                throw new AssertionError("after " + figures.operations() + " operations: " + difference, difference);
            }
            return figures;
        }
    }

    /** Nothing takes so long, on a busy machine either. */
    private static final Duration STANDSTILL = Duration.ofSeconds(45);

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Plan plan;
    private final Grounds grounds;
    private final NodeKiller killer;
    private final AtomicBoolean over = new AtomicBoolean();

    /** @param killer what becomes of nodes meanwhile */
    RandomOperations(Plan plan, Grounds grounds, NodeKiller killer) {
        this.plan = plan;
        this.grounds = grounds;
        this.killer = killer;
    }

    Outcome run() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(plan.pairs());
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        try {
            for (int i = 0; i < plan.pairs(); i++) {
                pairs.add(Pair.connect(grounds.of(i), plan, plan.seed() * plan.pairs() + i));
            }
            long began = System.nanoTime();
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < pairs.size(); i++) {
                int index = i;
                runs.add(threads.submit(() -> run(index, pairs.get(index))));
            }
            Future<?> unusedWatch = watch.scheduleAtFixedRate(
                    new Standstill(plan, pairs), STANDSTILL.toSeconds(), STANDSTILL.toSeconds(), TimeUnit.SECONDS);
            if (plan.broken().isEmpty()) {
                Future<?> unusedShare = watch.scheduleAtFixedRate(
                        new ShareInTime(plan, pairs), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
            @Nullable Throwable first = null;
            for (Future<?> run : runs) {
                try {
                    Object unused = run.get();
                } catch (ExecutionException e) {
                    first = first == null ? e.getCause() : first;
                } catch (InterruptedException e) {
                    tellOfAll(pairs, "the test has run out of time");
                    throw e;
                }
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            Figures figures = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, killer.kills(), seconds);
            for (Pair pair : pairs) {
                figures = figures.plus(pair.figures());
            }
            return new Outcome(figures, first);
        } finally {
            watch.shutdownNow();
            threads.shutdownNow();
            pairs.forEach(Pair::close);
        }
    }

    private void tellOfAll(List<Pair> pairs, String what) {
        for (int i = 0; i < pairs.size(); i++) {
            Explanation.tell(plan, i, pairs.get(i), what);
        }
    }

    /** Tells of pairs that have done nothing since it looked last: what for they wait. */
    private static final class Standstill implements Runnable {
        private final Plan plan;
        private final List<Pair> pairs;
        private final long[] seen;

        Standstill(Plan plan, List<Pair> pairs) {
            this.plan = plan;
            this.pairs = pairs;
            this.seen = new long[pairs.size()];
        }

        @Override
        public void run() {
            for (int i = 0; i < seen.length; i++) {
                long now = pairs.get(i).operations();
                if (now == seen[i] && now < plan.operations() / plan.pairs()) {
                    Explanation.tell(plan, i, pairs.get(i), "nothing has been done for " + STANDSTILL);
                }
                seen[i] = now;
            }
        }
    }

    private Void run(int index, Pair pair) throws Exception {
        try {
            return runToTheEnd(index, pair);
        } catch (Exception | AssertionError e) {
            if (plan.broken().isEmpty()) {
                Explanation.tell(plan, index, pair, Explanation.of(e));
            }
            throw e;
        }
    }

    private Void runToTheEnd(int index, Pair pair) throws Exception {
        boolean done = false;
        long operations = plan.operations() / plan.pairs();
        try {
            int killed = 0;
            while (pair.operations() < operations && !over.get()) {
                pair.step();
                if (index == 0 && pair.operations() > (killed + 1) * operations / (plan.kills() + 1)) {
                    killed++;
                    killer.strike();
                }
            }
            if (!over.get()) {
                pair.end();
            }
            done = true;
        } finally {
            if (!done) {
                over.set(true);
            }
        }
        return null;
    }
}
