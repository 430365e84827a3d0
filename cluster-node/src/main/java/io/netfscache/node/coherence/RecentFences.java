package io.netfscache.node.coherence;

import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.ObjectGeneration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The same change reaches a node several times: from its coordinator, in later rounds, and with the answers of voters.
 * It is applied once. Remembered for less time than {@link RetainedFences} keeps the change from being undone. Safe for
 * use by many threads.
 */
public final class RecentFences {
    /** The coherency data tells those changes apart that leave a volume in its generation. */
    private record Change(
            Fence.Scope scope,
            String volumeKey,
            Bytes objectKey,
            ObjectGeneration base,
            ObjectGeneration next,
            Bytes aux) {
        /** Whether both leave the same volume in the same generation. */
        boolean isSameButForCoherency(Change other) {
            return scope == Fence.Scope.VOLUME
                    && other.scope == scope
                    && volumeKey.equals(other.volumeKey)
                    && base.equals(other.base)
                    && next.equals(other.next);
        }
    }

    private record Applied(Change change, CompletableFuture<Void> stage, long nanos) {}

    private final LongSupplier nanoClock;
    private final Map<Change, CompletableFuture<Void>> stages = new HashMap<>();
    private final Deque<Applied> order = new ArrayDeque<>();

    public RecentFences(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The stage of the change: that of its first application, which {@code apply} begins. */
    public CompletionStage<Void> once(Fence fence, Function<Fence, CompletionStage<Void>> apply) {
        Change change = new Change(
                fence.scope(), fence.volumeKey(), fence.objectKey(), fence.base(), fence.next(), fence.aux());
        CompletableFuture<Void> stage;
        synchronized (this) {
            forget();
            @Nullable CompletableFuture<Void> known = stages.get(change);
            if (known != null) {
                return known;
            }
            if (fence.isOfCoherencyOnly()) {
                // The one before is no news only while it is the last: a volume may get coherency data back that it
                // had.
                stages.keySet().removeIf(change::isSameButForCoherency);
            }
            stage = new CompletableFuture<>();
            stages.put(change, stage);
            order.addLast(new Applied(change, stage, nanoClock.getAsLong()));
            // Within the lock: whoever is told that the change is known must find it applied.
            apply.apply(fence).whenComplete((done, error) -> {
                if (error == null) {
                    stage.complete(null);
                } else {
                    stage.completeExceptionally(error);
                }
            });
        }
        return stage;
    }

    private void forget() {
        long now = nanoClock.getAsLong();
        while (!order.isEmpty()
                && (order.size() >= NodeLimits.REMEMBERED_FENCES || now - order.getFirst().nanos > LeaseTimes.LEASE)) {
            Applied oldest = order.removeFirst();
            stages.remove(oldest.change, oldest.stage);
        }
    }
}
