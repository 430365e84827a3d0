package io.netfscache.node.sim;

import io.netfscache.node.NodeException;
import io.netfscache.node.metadata.AcquireVolumeRequest;
import io.netfscache.node.metadata.ChangeRequest;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.CookieResult;
import io.netfscache.node.metadata.Records;
import io.netfscache.node.metadata.RelinquishVolumeRequest;
import io.netfscache.node.metadata.ReplicaOperation;
import io.netfscache.node.metadata.SeenRequest;
import io.netfscache.node.metadata.UnuseRequest;
import io.netfscache.node.metadata.UseRequest;
import io.netfscache.node.metadata.VolumeRecord;
import io.netfscache.node.metadata.VolumeResult;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The records as a node reaches them: each operation is sent to whom it takes for the owner until the outcome is definite. */
final class SimRecords implements Records {
    private static final long ATTEMPT = 3_000_000_000L;
    private static final long PAUSE = 200_000_000L;
    private static final long LOOK_UP = Limits.LOOKUP_DEADLINE.toNanos();
    private static final long CHANGE = Limits.INVALIDATE_DEADLINE.toNanos();

    private final SimNode node;
    private final World world;

    SimRecords(SimNode node, World world) {
        this.node = node;
        this.world = world;
    }

    @Override
    public CompletionStage<VolumeResult> acquireVolume(AcquireVolumeRequest request) {
        return run(ReplicaOperation.lookUp(request.volumeKey()), LOOK_UP).thenCompose(found -> {
            VolumeResult same = ReplicaOperation.withoutChange((VolumeRecord) found, request);
            return same != null
                    ? CompletableFuture.completedFuture(same)
                    : this.<VolumeResult>change(ReplicaOperation.acquire(request), LOOK_UP);
        });
    }

    @Override
    public CompletionStage<VolumeResult> relinquishVolume(RelinquishVolumeRequest request) {
        return change(ReplicaOperation.relinquish(request), CHANGE);
    }

    @Override
    public CompletionStage<Optional<VolumeRecord>> lookUpVolume(String key) {
        return run(ReplicaOperation.lookUp(key), LOOK_UP).thenApply(found -> Optional.ofNullable((VolumeRecord) found));
    }

    @Override
    public CompletionStage<Optional<CookieRecord>> lookUp(CookieId cookie) {
        return run(ReplicaOperation.lookUp(cookie), LOOK_UP)
                .thenApply(found -> Optional.ofNullable((CookieRecord) found).filter(record -> !record.retired()));
    }

    @Override
    public CompletionStage<CookieResult> use(UseRequest request) {
        return run(ReplicaOperation.lookUp(request.cookie()), LOOK_UP).thenCompose(found -> {
            CookieResult same = ReplicaOperation.withoutChange((CookieRecord) found, request);
            boolean left = same != null && same.fence() != null;
            return same != null && !left
                    ? CompletableFuture.completedFuture(same)
                    : this.<CookieResult>change(ReplicaOperation.use(request), LOOK_UP);
        });
    }

    @Override
    public CompletionStage<CookieResult> unuse(UnuseRequest request) {
        return change(ReplicaOperation.unuse(request), CHANGE);
    }

    @Override
    public CompletionStage<CookieResult> change(ChangeRequest request) {
        return change(ReplicaOperation.change(request), CHANGE);
    }

    @Override
    public CompletionStage<CookieResult> enable(SeenRequest request) {
        return change(ReplicaOperation.enable(request), CHANGE);
    }

    @Override
    public CompletionStage<CookieResult> retireIdle(SeenRequest request) {
        return change(ReplicaOperation.retireIdle(request), CHANGE);
    }

    @Override
    public CompletionStage<CookieResult> touch(CookieId cookie, int hours) {
        return change(ReplicaOperation.touch(cookie, hours), CHANGE);
    }

    @Override
    public CompletionStage<CookieResult> clearFence(CookieId cookie, Generation generation) {
        return change(ReplicaOperation.clearFence(cookie, generation), CHANGE);
    }

    /** What a node does with a record that has been retired for long. */
    CompletionStage<CookieResult> forgetRetired(CookieId cookie) {
        return change(ReplicaOperation.forgetRetired(cookie), CHANGE);
    }

    @Override
    public CompletionStage<VolumeResult> clearVolumeFence(String key, Generation generation, Bytes coherency) {
        return change(ReplicaOperation.clearVolumeFence(key, generation, coherency), CHANGE);
    }

    @SuppressWarnings("unchecked")
    private <T> CompletionStage<T> change(ReplicaOperation operation, long deadline) {
        return run(operation, deadline).thenApply(result -> (T) result);
    }

    /** The record of another half comes with its node. */
    void merge(Object theirs) {
        run(ReplicaOperation.merge(theirs), CHANGE);
    }

    private CompletableFuture<@Nullable Object> run(ReplicaOperation operation, long deadline) {
        CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
        node.process()
                .after(
                        deadline,
                        () -> result.completeExceptionally(new NodeException(
                                operation.readOnly() ? ErrorCode.ENOBUFS : ErrorCode.ETIMEDOUT,
                                Reason.DEADLINE,
                                "no definite outcome before the deadline")));
        attempt(operation, result);
        return result;
    }

    private void attempt(ReplicaOperation operation, CompletableFuture<@Nullable Object> result) {
        if (result.isDone()) {
            return;
        }
        List<MemberId> replicas = node.view().table().get(View.partition(operation.key()));
        View.Member owner = replicas.isEmpty() ? null : node.view().member(replicas.get(0));
        CompletableFuture<@Nullable Object> attempt = owner == null
                ? CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_NODES))
                : world.network()
                        .ask(
                                node.process(),
                                owner.node().process(),
                                ATTEMPT,
                                () -> owner.node().replicas().execute(operation));
        attempt.whenComplete((value, error) -> {
            if (error == null) {
                result.complete(value);
            } else {
                node.process().after(PAUSE, () -> attempt(operation, result));
            }
        });
    }
}
