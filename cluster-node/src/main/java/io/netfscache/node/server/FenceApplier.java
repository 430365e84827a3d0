package io.netfscache.node.server;

import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.node.cache.Stores;
import io.netfscache.node.coherence.AnswerGuard;
import io.netfscache.node.coherence.FenceTarget;
import io.netfscache.node.coherence.GenerationSource;
import io.netfscache.node.coherence.KnownVolumes;
import io.netfscache.node.coherence.LeaseTimes;
import io.netfscache.node.coherence.RecentFences;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.VerifiedObjects;
import io.netfscache.node.session.Sessions;
import io.netfscache.node.store.BackingStore;
import io.netfscache.protocol.Fence;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fence on this node: at once nothing that it ends is served any more; then the files are relabelled or deleted while
 * the clients are told. The answer waits for the clients, and for the files only as long as a disk that works needs: a
 * file that still has its old label is a miss, not a lie, and a slow disk must not tax every change (COHERENCE 10).
 */
public final class FenceApplier implements FenceTarget {
    private static final Logger log = LoggerFactory.getLogger(FenceApplier.class);

    private final AnswerGuard answers;
    private final VerifiedObjects objects;
    private final KnownVolumes volumes;
    private final GenerationSource generations;
    private final Stores stores;
    private final Sessions sessions;
    private final Executor disk;
    private final Timer timer;
    private final NodeStats stats;
    private final RecentFences recent;

    public FenceApplier(
            AnswerGuard answers,
            VerifiedObjects objects,
            KnownVolumes volumes,
            GenerationSource generations,
            Stores stores,
            Sessions sessions,
            Executor disk,
            Timer timer,
            LongSupplier nanoClock,
            NodeStats stats) {
        this.answers = answers;
        this.objects = objects;
        this.volumes = volumes;
        this.generations = generations;
        this.stores = stores;
        this.sessions = sessions;
        this.disk = disk;
        this.timer = timer;
        this.stats = stats;
        this.recent = new RecentFences(nanoClock);
    }

    @Override
    public CompletionStage<Void> apply(Fence fence) {
        // Retained afresh each time it comes (COHERENCE 3.4): a later round may wait for leases that outlast the first
        // one's
        // retention.
        answers.fence(fence);
        return recent.once(fence, this::applyNow);
    }

    private CompletionStage<Void> applyNow(Fence fence) {
        stats.count(Counter.FENCES_APPLIED);
        generations.seen(fence.next().volume());
        generations.seen(fence.next().object());
        volumes.fence(fence);
        objects.fence(fence);
        CompletableFuture<Void> files = new CompletableFuture<>();
        try {
            disk.execute(() -> {
                relabel(fence);
                files.complete(null);
            });
        } catch (RejectedExecutionException full) {
            log.atWarn().log("too much disk work: the files of {} keep their old label", fence.next());
            files.complete(null);
        }
        Timer.Alarm alarm = timer.after(LeaseTimes.FILES_WAIT, () -> files.complete(null));
        files.whenComplete((relabelled, error) -> alarm.cancel());
        return sessions.push(fence).thenCompose(confirmed -> files);
    }

    /** A file that keeps an old label is never served under a new one, so a failure here costs a miss and no more. */
    private void relabel(Fence fence) {
        for (BackingStore store : stores.online()) {
            try {
                store.fence(fence);
            } catch (IOException error) {
                log.atWarn().setCause(error).log("could not relabel the files of {}", fence.next());
            }
        }
    }
}
