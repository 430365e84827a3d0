package io.netfscache.node.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks about one thing one after another, in the order in which they came; those about others side by side. It has no
 * limit of its own: what waits are requests, which the credits of their connections bound. Any thread; never blocks.
 */
final class Turns<K> {
    /** The task that came last, until it has ended. */
    private final ConcurrentMap<K, CompletableFuture<?>> last = new ConcurrentHashMap<>();

    /** Starts the task when the one before it has ended, well or not; what comes of it. */
    <T> CompletionStage<T> take(K key, Supplier<CompletionStage<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        AtomicReference<@Nullable CompletableFuture<?>> before = new AtomicReference<>();
        last.compute(key, (same, previous) -> {
            before.set(previous);
            return result;
        });
        CompletableFuture<?> previous = before.get();
        if (previous == null) {
            start(key, task, result);
        } else {
            previous.whenComplete((value, error) -> start(key, task, result));
        }
        return result;
    }

    private <T> void start(K key, Supplier<CompletionStage<T>> task, CompletableFuture<T> result) {
        CompletionStage<T> started;
        try {
            started = task.get();
        } catch (RuntimeException refused) {
            started = CompletableFuture.failedFuture(refused);
        }
        started.whenComplete((value, error) -> {
            last.remove(key, result);
            if (error == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(error);
            }
        });
    }

    int waitedFor() {
        return last.size();
    }
}
