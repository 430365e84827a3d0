package io.netfscache.pages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
            @Nullable Throwable first = null;
            for (Future<?> run : runs) {
                try {
                    Object unused = run.get();
                } catch (ExecutionException e) {
                    first = first == null ? e.getCause() : first;
                }
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            Figures figures = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, killer.kills(), seconds);
            for (Pair pair : pairs) {
                figures = figures.plus(pair.figures());
            }
            return new Outcome(figures, first);
        } finally {
            threads.shutdownNow();
            pairs.forEach(Pair::close);
        }
    }

    private Void run(int index, Pair pair) throws Exception {
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
