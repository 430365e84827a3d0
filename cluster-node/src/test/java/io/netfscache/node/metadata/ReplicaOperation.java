package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a replica of a record runs it in the simulator: the production transitions, and what each of the
 * broken rules of the records makes of them.
 *
 * @param key of the record: a {@link CookieId}, or a volume's key
 * @param readOnly whether it runs at the owner only and changes nothing
 */
public record ReplicaOperation(Object key, boolean readOnly, Transition transition) {
    /** What a replica finds and where. */
    public record Place(@Nullable Object record, Rules rules, long wallMillis) {}

    /** @param result for the asker; null: there is no record */
    public record Applied(@Nullable Object record, @Nullable Object result, boolean changed) {}

    /** Turns what a replica has into what it has then. */
    public interface Transition {
        Applied apply(Place place);
    }

    public Applied apply(Place place) {
        return transition.apply(place);
    }

    /** The result as the owner gives it to the asker. */
    public static @Nullable Object from(@Nullable Object result, MemberList members) {
        if (result instanceof CookieResult cookie) {
            return cookie.from(members);
        }
        return result instanceof VolumeResult volume ? volume.from(members) : result;
    }

    /** The generation that a record has been born with; null when none has been. */
    public static @Nullable Generation born(@Nullable Object result) {
        if (result instanceof CookieResult cookie && cookie.created()) {
            CookieRecord record = cookie.record();
            return record == null || cookie.fence() != null ? null : record.generation();
        }
        return null;
    }

    public static ReplicaOperation lookUp(Object key) {
        return new ReplicaOperation(key, true, place -> new Applied(place.record, place.record, false));
    }

    public static ReplicaOperation use(UseRequest request) {
        return cookie(request.cookie(), request, request.candidate(), (record, candidate) -> {
            UseRequest asked = new UseRequest(
                    request.operation(),
                    request.volumeKey(),
                    request.objectKey(),
                    request.offered(),
                    request.anySize(),
                    request.session(),
                    request.willModify(),
                    request.sequence(),
                    candidate);
            return CookieTransitions.use(record, asked);
        });
    }

    /** Whether the operation leaves a record that it finds as it is. */
    public static @Nullable CookieResult withoutChange(@Nullable CookieRecord record, UseRequest request) {
        if (record == null) {
            return null;
        }
        Outcome<CookieRecord, CookieResult> outcome = CookieTransitions.use(record, request);
        return outcome.changed() ? null : outcome.result();
    }

    public static @Nullable VolumeResult withoutChange(@Nullable VolumeRecord record, AcquireVolumeRequest request) {
        if (record == null) {
            return null;
        }
        Outcome<VolumeRecord, VolumeResult> outcome = VolumeTransitions.acquire(record, request);
        return outcome.changed() ? null : outcome.result();
    }

    public static ReplicaOperation unuse(UnuseRequest request) {
        return cookie(
                request.cookie(),
                request,
                request.candidate(),
                (record, candidate) -> CookieTransitions.unuse(
                        record,
                        new UnuseRequest(
                                request.operation(),
                                request.cookie(),
                                request.session(),
                                request.sequence(),
                                candidate)));
    }

    public static ReplicaOperation change(ChangeRequest request) {
        return cookie(request.cookie(), request, request.candidate(), (record, candidate) -> {
            ChangeRequest asked = new ChangeRequest(
                    request.operation(),
                    request.kind(),
                    request.volumeKey(),
                    request.objectKey(),
                    request.base(),
                    request.coherency(),
                    request.keepAux(),
                    request.dioWrite(),
                    request.range(),
                    candidate);
            return CookieTransitions.change(record, asked);
        });
    }

    public static ReplicaOperation enable(SeenRequest request) {
        return cookie(
                request.cookie(),
                request,
                request.candidate(),
                (record, candidate) -> CookieTransitions.enable(
                        record, new SeenRequest(request.operation(), request.cookie(), request.seen(), candidate)));
    }

    public static ReplicaOperation retireIdle(SeenRequest request) {
        return cookie(
                request.cookie(),
                request,
                request.candidate(),
                (record, candidate) -> CookieTransitions.retireIdle(
                        record, new SeenRequest(request.operation(), request.cookie(), request.seen(), candidate)));
    }

    public static ReplicaOperation touch(CookieId cookie, int hours) {
        return new ReplicaOperation(
                cookie, false, place -> applied(CookieTransitions.touch((CookieRecord) place.record, hours), place));
    }

    public static ReplicaOperation clearFence(CookieId cookie, Generation generation) {
        return new ReplicaOperation(
                cookie,
                false,
                place -> applied(CookieTransitions.clearFence((CookieRecord) place.record, generation), place));
    }

    /** The time of a retired record is over. */
    public static ReplicaOperation forgetRetired(CookieId cookie) {
        return new ReplicaOperation(cookie, false, place -> {
            CookieRecord record = (CookieRecord) place.record;
            Generation generation = record == null ? Generation.NONE : record.generation();
            return applied(CookieTransitions.forget(record, generation), place);
        });
    }

    public static ReplicaOperation acquire(AcquireVolumeRequest request) {
        return new ReplicaOperation(request.volumeKey(), false, place -> {
            AcquireVolumeRequest asked = new AcquireVolumeRequest(
                    request.operation(),
                    request.volumeKey(),
                    request.cacheName(),
                    request.coherency(),
                    candidate(place, request.candidate()));
            return applied(VolumeTransitions.acquire((VolumeRecord) place.record, asked), place);
        });
    }

    public static ReplicaOperation relinquish(RelinquishVolumeRequest request) {
        return new ReplicaOperation(request.volumeKey(), false, place -> {
            RelinquishVolumeRequest asked = new RelinquishVolumeRequest(
                    request.operation(),
                    request.volumeKey(),
                    request.coherency(),
                    request.base(),
                    request.invalidate(),
                    candidate(place, request.candidate()));
            return applied(VolumeTransitions.relinquish((VolumeRecord) place.record, asked), place);
        });
    }

    public static ReplicaOperation clearVolumeFence(String key, Generation generation, Bytes coherency) {
        return new ReplicaOperation(
                key,
                false,
                place -> applied(
                        VolumeTransitions.clearFence((VolumeRecord) place.record, generation, coherency), place));
    }

    /** A record of a half that joins another one. */
    public static ReplicaOperation merge(Object theirs) {
        Object key = theirs instanceof CookieRecord cookie
                ? CookieId.of(cookie.volumeKey(), cookie.objectKey().toArray())
                : ((VolumeRecord) theirs).key();
        return new ReplicaOperation(key, false, place -> {
            Object ours = place.record;
            Object merged = FreshGenerationMergePolicy.merged(theirs, ours, place.rules);
            return new Applied(merged, null, merged != ours);
        });
    }

    private static ReplicaOperation cookie(
            CookieId key,
            Object request,
            Generation candidate,
            BiFunction<@Nullable CookieRecord, Generation, Outcome<CookieRecord, CookieResult>> transition) {
        return new ReplicaOperation(key, false, place -> {
            CookieRecord record = (CookieRecord) place.record;
            boolean forgetful = place.rules.broken(Sabotage.REFUSED_AUX_ACCEPTED) && request instanceof UseRequest;
            if (record != null && forgetful) {
                record = withoutPast(record);
            }
            return applied(transition.apply(record, candidate(place, candidate)), place);
        });
    }

    private static Generation candidate(Place place, Generation candidate) {
        return place.rules.broken(Sabotage.CLOCK_IN_PROCESSOR) ? new Generation(place.wallMillis << 16, 0) : candidate;
    }

    private static CookieRecord withoutPast(CookieRecord record) {
        return record.with(draft -> draft.past = PastCoherency.NONE);
    }

    private static <R, T> Applied applied(Outcome<R, T> outcome, Place place) {
        Object record = outcome.record();
        Object result = outcome.result();
        if (place.rules.broken(Sabotage.CONTENTS_CHANGE_UNDER_ONE_GENERATION)
                && record instanceof CookieRecord now
                && place.record instanceof CookieRecord old
                && result instanceof CookieResult cookie) {
            PendingFence fence = now.pendingFence();
            PendingFence same =
                    fence == null ? null : new PendingFence(old.generation(), old.generation(), fence.dropped());
            CookieRecord kept = now.with(draft -> {
                draft.generation = old.generation();
                draft.pendingFence = same;
            });
            return new Applied(
                    kept, new CookieResult(cookie.verdict(), kept, same, cookie.effect()), outcome.changed());
        }
        if (place.rules.broken(Sabotage.PENDING_FENCE_FORGOTTEN) && !outcome.changed()) {
            result = withoutFence(result);
        }
        return new Applied(record, result, outcome.changed());
    }

    private static @Nullable Object withoutFence(@Nullable Object result) {
        if (result instanceof CookieResult cookie) {
            return new CookieResult(cookie.verdict(), cookie.record(), null, cookie.effect());
        }
        if (result instanceof VolumeResult volume) {
            return new VolumeResult(volume.verdict(), volume.record(), null, volume.effect());
        }
        return result;
    }
}
