package io.netfscache.node.coherence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.Fence;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The volumes' generations, asked for once per epoch (COHERENCE 4.2) and forgotten at a fence. Safe for use by many
 * threads; never blocks.
 */
public final class KnownVolumes {
    private record Known(KnownVolume volume, long epoch) {}

    private final ServingLease lease;
    private final Function<String, CompletionStage<Optional<KnownVolume>>> records;
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(NodeLimits.KNOWN_VOLUMES)
            .executor(Runnable::run)
            .build();
    private final AtomicLong fences = new AtomicLong();

    /** @param records asks the owner of a volume's record */
    public KnownVolumes(ServingLease lease, Function<String, CompletionStage<Optional<KnownVolume>>> records) {
        this.lease = lease;
        this.records = records;
    }

    /** The volume; empty when it has no record. */
    public CompletionStage<Optional<KnownVolume>> find(String key) {
        Known volume = known.getIfPresent(key);
        if (volume != null && volume.epoch == lease.epoch()) {
            return CompletableFuture.completedFuture(Optional.of(volume.volume));
        }
        long epoch = lease.epoch();
        long fencesBefore = fences.get();
        return records.apply(key).thenApply(found -> {
            found.ifPresent(answer -> keep(answer, epoch, fencesBefore));
            return found;
        });
    }

    private synchronized void keep(KnownVolume volume, long epoch, long fencesBefore) {
        if (fences.get() == fencesBefore) {
            known.put(volume.key(), new Known(volume, epoch));
        }
    }

    public synchronized void fence(Fence fence) {
        if (fence.scope() == Fence.Scope.VOLUME) {
            fences.incrementAndGet();
            known.invalidate(fence.volumeKey());
        }
    }
}
