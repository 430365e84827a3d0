package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation on one record, sent until an owner with a lease has done it and its outcome is definite, or its deadline
 * has passed. The processor carries the operation's id, so that sending it again is harmless.
 */
final class RecordOperation<K, V, T> {
    private static final Logger LOG = LoggerFactory.getLogger(RecordOperation.class);

    private final RecordMap<K, V> map;
    private final K key;
    private final OwnedProcessor<K, V, T> processor;
    private final Duration deadline;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final CompletableFuture<OwnerReply<T>> result = new CompletableFuture<>();
    private volatile @Nullable Future<?> alarm;
    private volatile @Nullable Future<?> nextTry;
    private volatile boolean refused;

    RecordOperation(
            RecordMap<K, V> map,
            K key,
            EntryProcessor<K, V, T> processor,
            Duration deadline,
            ScheduledExecutorService timer,
            Executor executor) {
        this.map = map;
        this.key = key;
        this.processor = OwnedProcessor.of(processor);
        this.deadline = deadline;
        this.timer = timer;
        this.executor = executor;
    }

    /** Completes on the executor. */
    CompletableFuture<OwnerReply<T>> start() {
        try {
            alarm = timer.schedule(() -> executor.execute(this::expire), deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            fail(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the node is shutting down");
            return result;
        }
        CompletableFuture<OwnerReply<T>> done = result.whenComplete((value, error) -> cancelTimers());
        send();
        return done;
    }

    private void cancelTimers() {
        cancel(alarm);
        cancel(nextTry);
    }

    private static void cancel(@Nullable Future<?> timeout) {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    private void send() {
        if (result.isDone()) {
            return;
        }
        CompletionStage<OwnerReply<T>> sent;
        try {
            sent = map.now().submitToKey(key, processor);
        } catch (RuntimeException e) {
            executor.execute(() -> failed(e));
            return;
        }
        // With an executor of our own: Hazelcast's default starts a thread per completion on small machines.
        sent.whenCompleteAsync(
                (value, error) -> {
                    if (error == null) {
                        answered(value);
                    } else {
                        failed(error);
                    }
                },
                executor);
    }

    /** An owner without a lease gets it back, or another member becomes the owner. */
    private void answered(OwnerReply<T> reply) {
        refused = !reply.answered();
        if (refused) {
            retry();
        } else {
            result.complete(reply);
        }
    }

    private void failed(Throwable error) {
        Throwable cause = unwrapped(error);
        if (isOutcomeUnknown(cause)) {
            refused = false;
            LOG.atDebug()
                    .addKeyValue("map", map.name())
                    .addKeyValue("key", key)
                    .log("outcome unknown, sent again: {}", cause.getMessage());
            retry();
        } else if (cause instanceof SplitBrainProtectionException) {
            fail(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "too few members are in reach");
        } else if (cause instanceof HazelcastInstanceNotActiveException) {
            fail(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the node is shutting down");
        } else {
            LOG.atError()
                    .setCause(cause)
                    .addKeyValue("map", map.name())
                    .addKeyValue("key", key)
                    .log("{} failed", name());
            fail(ErrorCode.ENOBUFS, Reason.METADATA_FAILED, "the node's log has the cause");
        }
    }

    private void retry() {
        try {
            nextTry = timer.schedule(this::send, MetadataLimits.RETRY_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            fail(ErrorCode.ETIMEDOUT, Reason.SHUTTING_DOWN, "outcome unknown: the node is shutting down");
        }
    }

    private void expire() {
        boolean reads = processor instanceof ReadOnly;
        fail(
                reads ? ErrorCode.ENOBUFS : ErrorCode.ETIMEDOUT,
                refused ? Reason.NO_LEASE : Reason.DEADLINE,
                refused
                        ? "the record's owner held no lease until the deadline"
                        : "no definite outcome before the deadline");
    }

    private void fail(ErrorCode code, Reason reason, String why) {
        result.completeExceptionally(
                new MetadataException(code, reason, name() + " on " + map.name() + " " + key + ": " + why));
    }

    private String name() {
        return processor.operation().getClass().getSimpleName();
    }

    /** Whether an operation failed in a way after which it has to be sent again to be known. */
    static boolean isOutcomeUnknown(Throwable error) {
        return error instanceof IndeterminateOperationStateException
                || error instanceof OperationTimeoutException
                || error instanceof MemberLeftException;
    }

    static Throwable unwrapped(Throwable error) {
        Throwable inner = error;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
