package io.netfscache.node.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks about one thing one after another, in the order in which they came; those about others side by side. It has no
 * limit of its own: what waits are requests, which the credits of their connections bound. Any thread; never blocks.
 */
final class Turns<K> {
    /** What has not ended, the task that runs first; changed in the map's own turns only. */
    private final ConcurrentMap<K, Deque<Turn<?>>> lines = new ConcurrentHashMap<>();

    private static final class Turn<T> {
        private final Supplier<CompletionStage<T>> task;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Turn(Supplier<CompletionStage<T>> task) {
            this.task = task;
        }

        /** Whether the task has ended already; if not, {@code next} runs when it has. */
        boolean start(Runnable next) {
            CompletionStage<T> started;
            try {
                started = task.get();
            } catch (RuntimeException refused) {
                started = CompletableFuture.failedFuture(refused);
            }
            AtomicBoolean first = new AtomicBoolean(true);
            started.whenComplete((value, error) -> {
                if (error == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(error);
                }
                if (!first.getAndSet(false)) {
                    next.run();
                }
            });
            return !first.getAndSet(false);
        }
    }

    /** Starts the task when the one before it has ended, well or not; what comes of it. */
    <T> CompletionStage<T> take(K key, Supplier<CompletionStage<T>> task) {
        Turn<T> turn = new Turn<>(task);
        AtomicBoolean first = new AtomicBoolean();
        lines.compute(key, (same, line) -> {
            first.set(line == null);
            Deque<Turn<?>> longer = line == null ? new ArrayDeque<>() : line;
            longer.add(turn);
            return longer;
        });
        if (first.get()) {
            start(key, turn);
        }
        return turn.result;
    }

    /** Those that end at once in a loop: a stack has no room for as many as may wait. */
    private void start(K key, @Nullable Turn<?> first) {
        Turn<?> turn = first;
        while (turn != null && turn.start(() -> start(key, ended(key)))) {
            turn = ended(key);
        }
    }

    /** The task that runs has ended; the next one. */
    private @Nullable Turn<?> ended(K key) {
        AtomicReference<@Nullable Turn<?>> next = new AtomicReference<>();
        lines.computeIfPresent(key, (same, line) -> {
            line.remove();
            next.set(line.peek());
            return line.isEmpty() ? null : line;
        });
        return next.get();
    }

    int waitedFor() {
        return lines.size();
    }
}
