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
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which generations this node may serve and take bytes for: COHERENCE 4. Safe for use by many threads; {@link #current}
 * never blocks, {@link #verify} asks the owner of the record. A fence and an answer that cross each other are put in
 * order by this object's lock: the fence wins.
 */
public final class VerifiedObjects {
    private final ServingLease lease;
    private final AnswerGuard answers;
    private final ObjectRecords records;
    private final NodeStats stats;
    private final Rules rules;
    private final Cache<CookieId, VerifiedObject> verified = Caffeine.newBuilder()
            .maximumSize(NodeLimits.VERIFIED_OBJECTS)
            .executor(Runnable::run)
            .build();
    private final Map<CookieId, CompletableFuture<VerifiedObject>> underWay = new HashMap<>();

    public VerifiedObjects(
            ServingLease lease, AnswerGuard answers, ObjectRecords records, NodeStats stats, Rules rules) {
        this.lease = lease;
        this.answers = answers;
        this.records = records;
        this.stats = stats;
        this.rules = rules;
    }

    /** The object, if the lease holds and {@code generation} was verified in this epoch; else null. */
    public @Nullable ObjectIdentity current(CookieId cookie, ObjectGeneration generation) {
        VerifiedObject object = verified.getIfPresent(cookie);
        boolean serves = object != null && lease.held() && object.epoch() == lease.epoch() && isOf(object, generation);
        return serves && object != null ? object.identity() : null;
    }

    /** The generation that counts as verified now; {@link ObjectGeneration#NONE} when there is none. */
    public ObjectGeneration verified(CookieId cookie) {
        VerifiedObject object = verified.getIfPresent(cookie);
        boolean counts = object != null && lease.held() && object.epoch() == lease.epoch();
        return counts && object != null ? object.identity().generation() : ObjectGeneration.NONE;
    }

    /**
     * Asks the owner of the record whether {@code generation} is current. Concurrent questions about one object share
     * one answer. Completes with the object or exceptionally with a {@link NodeException}: ESTALE when it is not
     * current, ENOBUFS when that cannot be told now.
     */
    public CompletableFuture<ObjectIdentity> verify(CookieId cookie, ObjectGeneration generation) {
        if (!lease.held()) {
            return lease.regained().toCompletableFuture().thenCompose(held -> verifyHeld(cookie, generation));
        }
        return verifyHeld(cookie, generation);
    }

    private CompletableFuture<ObjectIdentity> verifyHeld(CookieId cookie, ObjectGeneration generation) {
        return ask(cookie).thenApply(object -> {
            if (!isOf(object, generation)) {
                throw new NodeException(
                        ErrorCode.ESTALE,
                        Reason.WRONG_GENERATION,
                        "object " + cookie + " is at generation "
                                + object.identity().generation() + ", not " + generation);
            }
            return object.identity();
        });
    }

    private boolean isOf(VerifiedObject object, ObjectGeneration generation) {
        ObjectGeneration current = object.identity().generation();
        return rules.broken(Sabotage.OBJECT_GENERATION_WITHOUT_VOLUME)
                ? current.object().equals(generation.object())
                : current.equals(generation);
    }

    private CompletableFuture<VerifiedObject> ask(CookieId cookie) {
        AnswerGuard.Question question;
        try {
            question = answers.ask();
        } catch (NodeException noLease) {
            return CompletableFuture.failedFuture(noLease);
        }
        CompletableFuture<VerifiedObject> answer;
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
        }
        stats.count(Counter.VERIFICATIONS);
        records.current(cookie)
                .thenApply(record -> accept(cookie, question, record))
                .whenComplete((object, error) -> {
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

    private synchronized VerifiedObject accept(
            CookieId cookie, AnswerGuard.Question question, Optional<ObjectIdentity> record) {
        ObjectIdentity identity = record.orElseThrow(() ->
                new NodeException(ErrorCode.ESTALE, Reason.NO_SUCH_OBJECT, "there is no record of object " + cookie));
        answers.requireCounts(question, cookie, identity.generation().object());
        answers.requireCounts(
                question, identity.volumeKey(), identity.generation().volume());
        VerifiedObject object = new VerifiedObject(identity, lease.epoch());
        verified.put(cookie, object);
        return object;
    }

    /** From now on nothing that the fence ends is current here. The {@link AnswerGuard} has been given the fence before. */
    public synchronized void fence(Fence fence) {
        if (fence.scope() == Fence.Scope.OBJECT) {
            verified.invalidate(fence.cookie());
        } else if (fence.isOfCoherencyOnly()) {
            verified.asMap().forEach((cookie, object) -> {
                if (isIn(object, fence.volumeKey())) {
                    verified.put(cookie, object.inVolumeOf(fence.aux()));
                }
            });
        } else {
            verified.asMap().values().removeIf(object -> isIn(object, fence.volumeKey()));
        }
    }

    private static boolean isIn(VerifiedObject object, String volumeKey) {
        return object.identity().volumeKey().equals(volumeKey);
    }
}
