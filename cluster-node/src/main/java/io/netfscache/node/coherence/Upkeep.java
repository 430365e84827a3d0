package io.netfscache.node.coherence;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Work that is done again and again for as long as the node runs. A round that fails or throws does not end it. */
public final class Upkeep {
    private final Timer timer;
    private final LongSupplier restNanos;
    private final Supplier<? extends CompletionStage<?>> round;
    private final Consumer<Throwable> failed;

    private Upkeep(
            Timer timer,
            LongSupplier restNanos,
            Supplier<? extends CompletionStage<?>> round,
            Consumer<Throwable> failed) {
        this.timer = timer;
        this.restNanos = restNanos;
        this.round = round;
        this.failed = failed;
    }

    /**
     * The first round begins after a rest, each further one a rest after the end of the last.
     *
     * @param restNanos asked before each rest
     * @param failed is told what went wrong
     */
    public static void repeat(
            Timer timer,
            LongSupplier restNanos,
            Supplier<? extends CompletionStage<?>> round,
            Consumer<Throwable> failed) {
        new Upkeep(timer, restNanos, round, failed).next();
    }

    private void next() {
        timer.after(
                restNanos.getAsLong(),
                () -> run().whenComplete((done, error) -> {
                    if (error != null) {
                        failed.accept(error);
                    }
                    next();
                }));
    }

    private CompletionStage<?> run() {
        try {
            return round.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
