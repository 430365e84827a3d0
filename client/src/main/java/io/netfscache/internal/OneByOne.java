package io.netfscache.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs asynchronous tasks one after another, each when the one before has ended, well or not. */
final class OneByOne {
    private final int limit;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private int unfinished;

    /** @param limit tasks that have not ended */
    OneByOne(int limit) {
        this.limit = limit;
    }

    /** What comes of the task; null when too many wait. */
    @Nullable
    <T> CompletableFuture<T> add(Supplier<CompletableFuture<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<?> before;
        synchronized (this) {
            if (unfinished >= limit) {
                return null;
            }
            unfinished++;
            before = last;
            last = result;
        }
        Async.handled(before.handle((value, error) -> null)
                .thenCompose(none -> task.get())
                .whenComplete((value, error) -> {
                    synchronized (this) {
                        unfinished--;
                    }
                    if (error == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(error);
                    }
                }));
        return result;
    }
}
