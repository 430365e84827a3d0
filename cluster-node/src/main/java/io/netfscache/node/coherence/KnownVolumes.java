package io.netfscache.node.coherence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.Fence;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The volumes' generations, asked for once per epoch (COHERENCE 4.2) and forgotten at a fence. Safe for use by many
 * threads; never blocks.
 */
public final class KnownVolumes {
    private record Known(KnownVolume volume, long epoch) {}

    private final ServingLease lease;
    private final AnswerGuard answers;
    private final Function<String, CompletionStage<Optional<KnownVolume>>> records;
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(NodeLimits.KNOWN_VOLUMES)
            .executor(Runnable::run)
            .build();

    /** @param records asks the owner of a volume's record */
    public KnownVolumes(
            ServingLease lease, AnswerGuard answers, Function<String, CompletionStage<Optional<KnownVolume>>> records) {
        this.lease = lease;
        this.answers = answers;
        this.records = records;
    }

    /** The volume; empty when it has no record. Fails with a {@link NodeException} when the answer does not count. */
    public CompletionStage<Optional<KnownVolume>> find(String key) {
        Known volume = known.getIfPresent(key);
        if (volume != null && lease.held() && volume.epoch == lease.epoch()) {
            return CompletableFuture.completedFuture(Optional.of(volume.volume));
        }
        AnswerGuard.Question question;
        try {
            question = answers.ask();
        } catch (NodeException noLease) {
            return CompletableFuture.failedFuture(noLease);
        }
        return records.apply(key).thenApply(found -> {
            found.ifPresent(answer -> keep(answer, question));
            return found;
        });
    }

    private synchronized void keep(KnownVolume volume, AnswerGuard.Question question) {
        answers.requireCounts(question, volume.key(), volume.generation());
        known.put(volume.key(), new Known(volume, question.epoch()));
    }

    /** The {@link AnswerGuard} has been given the fence before. */
    public synchronized void fence(Fence fence) {
        if (fence.scope() == Fence.Scope.VOLUME) {
            known.invalidate(fence.volumeKey());
        }
    }
}
