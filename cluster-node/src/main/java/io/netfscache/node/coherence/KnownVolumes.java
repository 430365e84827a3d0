package io.netfscache.node.coherence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The volumes' generations, asked for once per epoch (COHERENCE 4.2) and forgotten at a fence; one that brings other
 * coherency data and the same generation is taken over. Safe for use by many threads; never blocks.
 */
public final class KnownVolumes {
    private record Known(KnownVolume volume, long epoch) {}

    /** What a fence has said of a volume that stays in its generation. */
    private record Told(Generation generation, Bytes coherency, long number) {
        KnownVolume of(KnownVolume volume) {
            return volume.generation().equals(generation) ? volume.with(coherency) : volume;
        }
    }

    private final ServingLease lease;
    private final AnswerGuard answers;
    private final Function<String, CompletionStage<Optional<KnownVolume>>> records;
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(NodeLimits.KNOWN_VOLUMES)
            .executor(Runnable::run)
            .build();

    private final Cache<String, Told> told = Caffeine.newBuilder()
            .maximumSize(NodeLimits.KNOWN_VOLUMES)
            .executor(Runnable::run)
            .build();
    private long fences;

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
        long asked = fences();
        return records.apply(key).thenApply(found -> found.map(answer -> keep(answer, question, asked)));
    }

    private synchronized long fences() {
        return fences;
    }

    private synchronized KnownVolume keep(KnownVolume answer, AnswerGuard.Question question, long asked) {
        answers.requireCounts(question, answer.key(), answer.generation());
        Told since = told.getIfPresent(answer.key());
        KnownVolume volume = since != null && since.number > asked ? since.of(answer) : answer;
        known.put(volume.key(), new Known(volume, question.epoch()));
        return volume;
    }

    /** The {@link AnswerGuard} has been given the fence before. */
    public synchronized void fence(Fence fence) {
        if (fence.scope() != Fence.Scope.VOLUME) {
            return;
        }
        if (!fence.isOfCoherencyOnly()) {
            known.invalidate(fence.volumeKey());
            return;
        }
        Told last = new Told(fence.next().volume(), fence.aux(), ++fences);
        told.put(fence.volumeKey(), last);
        known.asMap().computeIfPresent(fence.volumeKey(), (key, kept) -> new Known(last.of(kept.volume), kept.epoch));
    }
}
