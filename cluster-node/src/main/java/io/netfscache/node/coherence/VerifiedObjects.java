package io.netfscache.node.coherence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.node.Refusal;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which generations this node may serve and take bytes for: COHERENCE 4. Safe for use by many threads; {@link #current}
 * never blocks, {@link #verify} asks the owner of the record. A fence and an answer that cross each other are put in
 * order by this object's lock: the fence wins.
 */
public final class VerifiedObjects {
    private final ServingLease lease;
    private final ObjectRecords records;
    private final LongSupplier nanoClock;
    private final NodeStats stats;
    private final Cache<CookieId, VerifiedObject> verified = Caffeine.newBuilder()
            .maximumSize(NodeLimits.VERIFIED_OBJECTS)
            .executor(Runnable::run)
            .build();
    private final FenceLog fences = new FenceLog(NodeLimits.REMEMBERED_FENCES);
    private final Map<CookieId, CompletableFuture<VerifiedObject>> underWay = new HashMap<>();

    public VerifiedObjects(ServingLease lease, ObjectRecords records, LongSupplier nanoClock, NodeStats stats) {
        this.lease = lease;
        this.records = records;
        this.nanoClock = nanoClock;
        this.stats = stats;
    }

    /** The object, if the lease holds and {@code generation} was verified in this epoch; else null. */
    public @Nullable ObjectIdentity current(CookieId cookie, ObjectGeneration generation) {
        VerifiedObject object = verified.getIfPresent(cookie);
        boolean serves = object != null
                && lease.held()
                && object.epoch() == lease.epoch()
                && object.identity().generation().equals(generation);
        return serves && object != null ? object.identity() : null;
    }

    /**
     * Asks the owner of the record whether {@code generation} is current. Concurrent questions about one object share
     * one answer. Completes with the object or exceptionally with a {@link NodeException}: ESTALE when it is not
     * current, ENOBUFS when that cannot be told now.
     */
    public CompletableFuture<ObjectIdentity> verify(CookieId cookie, ObjectGeneration generation) {
        return ask(cookie).thenApply(object -> {
            if (!object.identity().generation().equals(generation)) {
                throw new NodeException(
                        ErrorCode.ESTALE,
                        Reason.WRONG_GENERATION,
                        "object " + cookie + " is at generation "
                                + object.identity().generation() + ", not " + generation);
            }
            return object.identity();
        });
    }

    private CompletableFuture<VerifiedObject> ask(CookieId cookie) {
        if (!lease.held()) {
            return CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_LEASE));
        }
        CompletableFuture<VerifiedObject> answer;
        Question question;
        synchronized (this) {
            CompletableFuture<VerifiedObject> asked = underWay.get(cookie);
            if (asked != null) {
                return asked;
            }
            if (underWay.size() >= NodeLimits.MAX_VERIFICATIONS) {
                return CompletableFuture.failedFuture(NodeException.notCached(Reason.OVER_LIMIT));
            }
            answer = new CompletableFuture<>();
            underWay.put(cookie, answer);
            question = new Question(cookie, lease.epoch(), nanoClock.getAsLong(), fences.now());
        }
        stats.count(Counter.VERIFICATIONS);
        records.current(cookie).thenApply(record -> accept(question, record)).whenComplete((object, error) -> {
            forget(cookie);
            if (error != null) {
                answer.completeExceptionally(refusal(error));
            } else {
                answer.complete(object);
            }
        });
        return answer;
    }

    private synchronized void forget(CookieId cookie) {
        underWay.remove(cookie);
    }

    private static NodeException refusal(Throwable error) {
        return NodeException.unwrap(error) instanceof Refusal refusal
                ? new NodeException(refusal.reply())
                : NodeException.notCached(Reason.METADATA_FAILED);
    }

    private synchronized VerifiedObject accept(Question question, Optional<ObjectIdentity> record) {
        ObjectIdentity identity = record.orElseThrow(() -> new NodeException(
                ErrorCode.ESTALE, Reason.NO_SUCH_OBJECT, "there is no record of object " + question.cookie));
        boolean late = nanoClock.getAsLong() - question.askedNanos > Limits.LEASE.toNanos();
        boolean otherEpoch = !lease.held() || lease.epoch() != question.epoch;
        boolean fenced = fences.fencedSince(question.fenceTime, question.cookie, identity.volumeKey());
        if (late || otherEpoch || fenced) {
            stats.count(Counter.VERIFICATIONS_VOID);
            throw NodeException.notCached(Reason.VERIFYING);
        }
        VerifiedObject object = new VerifiedObject(identity, question.epoch);
        verified.put(question.cookie, object);
        return object;
    }

    /** From now on nothing that the fence ends is current here. */
    public synchronized void fence(Fence fence) {
        fences.note(fence);
        if (fence.scope() == Fence.Scope.OBJECT) {
            verified.invalidate(fence.cookie());
        } else {
            verified.asMap()
                    .values()
                    .removeIf(object -> object.identity().volumeKey().equals(fence.volumeKey()));
        }
    }

    private record Question(CookieId cookie, long epoch, long askedNanos, long fenceTime) {}
}
