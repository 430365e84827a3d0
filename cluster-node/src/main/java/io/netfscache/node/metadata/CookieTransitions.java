package io.netfscache.node.metadata;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import org.jspecify.annotations.Nullable;

/**
 * What each operation makes of a cookie's record: pure functions, because a backup runs them again and a retry may run
 * them twice. An operation that finds itself in the record's history changes nothing and gives its first answer, as far
 * as later operations have left it true.
 */
final class CookieTransitions {
    private CookieTransitions() {}

    /** A value that the object has moved away from is refused; any other value that differs is taken for newer. */
    static Outcome<CookieRecord, CookieResult> use(@Nullable CookieRecord record, UseRequest request) {
        return use(record, request, Rules.ALL);
    }

    static Outcome<CookieRecord, CookieResult> use(@Nullable CookieRecord record, UseRequest request, Rules rules) {
        if (record == null) {
            CookieRecord born =
                    CookieRecord.born(request.volumeKey(), request.objectKey(), request.offered(), request.candidate());
            return used(born, request, Effect.CREATED);
        }
        if (!record.isOf(request.volumeKey(), request.objectKey())) {
            return refused(record, Verdict.KEY_COLLISION);
        }
        if (record.retired()) {
            return used(record.revive(request.offered(), request.candidate()), request, Effect.CREATED);
        }
        boolean same = isSame(record.coherency(), request);
        Effect before = record.operations().effectOf(request.operation());
        if (before != null) {
            return same ? unchanged(record, before) : refused(record, Verdict.REFUSED_AUX);
        }
        if (!same && isPast(record.past(), request) && !rules.broken(Sabotage.REFUSED_AUX_ACCEPTED)) {
            return refused(record, Verdict.REFUSED_AUX);
        }
        if (request.willModify() && !record.modifiers().hasRoomFor(request.session())) {
            return refused(record, Verdict.TOO_MANY_MODIFIERS);
        }
        if (same) {
            boolean marked = marks(record, request).equals(record.modifiers());
            return marked ? unchanged(record, Effect.NONE) : used(record, request, Effect.NONE);
        }
        CookieRecord invalidated = record.changed(request.offered(), request.candidate(), ByteRange.ALL);
        return used(invalidated, request, Effect.NEW_GENERATION);
    }

    private static boolean isSame(Coherency current, UseRequest request) {
        return request.anySize() ? current.aux().equals(request.offered().aux()) : current.equals(request.offered());
    }

    private static boolean isPast(PastCoherency past, UseRequest request) {
        return request.anySize() ? past.containsAux(request.offered().aux()) : past.contains(request.offered());
    }

    /**
     * A modifier is done. When it was the last one and something has been written, the contents are whole again: they are
     * kept under a new generation, whose fence says so to the chunks that are marked as dirty (COHERENCE 7.3).
     */
    static Outcome<CookieRecord, CookieResult> unuse(@Nullable CookieRecord record, UnuseRequest request) {
        if (record == null) {
            return unchanged(record, Effect.NONE);
        }
        Effect before = record.operations().effectOf(request.operation());
        if (before != null) {
            return unchanged(record, before);
        }
        Modifiers left = record.modifiers().without(request.session(), request.sequence());
        if (left.equals(record.modifiers())) {
            return unchanged(record, Effect.NONE);
        }
        if (record.retired()) {
            return changed(withoutMark(record, left).withOperation(request.operation(), Effect.NONE), Effect.NONE);
        }
        CookieRecord unmarked = record.withModifiers(left).withUse(Generations.hours(request.candidate()));
        if (!record.dirty() || !left.isEmpty()) {
            return changed(unmarked.withOperation(request.operation(), Effect.NONE), Effect.NONE);
        }
        CookieRecord committed = unmarked.changed(record.coherency(), request.candidate(), ByteRange.EMPTY)
                .withDirty(false)
                .withOperation(request.operation(), Effect.NEW_GENERATION);
        return changed(committed, Effect.NEW_GENERATION);
    }

    /**
     * The session ended while it was changing the object: its mark goes and the contents get another generation, both at
     * once, so that none is ever done without the other (COHERENCE 7.2). Nothing of them is kept, so nothing is dirty.
     */
    static Outcome<CookieRecord, CookieResult> reap(@Nullable CookieRecord record, ReapRequest request) {
        if (record == null) {
            return unchanged(record, Effect.NONE);
        }
        Effect before = record.operations().effectOf(request.operation());
        if (before != null) {
            return unchanged(record, before);
        }
        Modifiers left = record.modifiers().without(request.session(), request.sequence());
        if (left.equals(record.modifiers())) {
            return unchanged(record, Effect.NONE);
        }
        if (record.retired()) {
            return changed(withoutMark(record, left).withOperation(request.operation(), Effect.NONE), Effect.NONE);
        }
        CookieRecord next = record.withModifiers(left).changed(record.coherency(), request.candidate(), ByteRange.ALL);
        // Without a base the session, should it live after all, has to look the object up and so to take its mark anew.
        CookieRecord reaped = next.withPendingFence(new PendingFence(Generation.NONE, next.generation(), ByteRange.ALL))
                .withDirty(false)
                .withOperation(request.operation(), Effect.NEW_GENERATION);
        return changed(reaped, Effect.NEW_GENERATION);
    }

    /** Of a retired object, which has no contents: with the last who may write past the cache its caching is on again. */
    private static CookieRecord withoutMark(CookieRecord retired, Modifiers left) {
        return retired.withModifiers(left).withDisabled(!left.isEmpty());
    }

    /**
     * Nobody used the object when all nodes were asked: its caching comes on again, under another generation
     * (COHERENCE 6.3). Every DIO_WRITE makes a generation, so one that came after the question is seen by that.
     */
    static Outcome<CookieRecord, CookieResult> enable(@Nullable CookieRecord record, SeenRequest request) {
        if (record == null || record.retired()) {
            return unchanged(record, Effect.NONE);
        }
        Effect before = record.operations().effectOf(request.operation());
        if (before != null) {
            return unchanged(record, before);
        }
        if (!record.disabled()
                || !record.modifiers().isEmpty()
                || !record.generation().equals(request.seen())) {
            return unchanged(record, Effect.NONE);
        }
        CookieRecord enabled = record.changed(record.coherency(), request.candidate(), ByteRange.ALL)
                .withDisabled(false)
                .withOperation(request.operation(), Effect.NEW_GENERATION);
        return changed(enabled, Effect.NEW_GENERATION);
    }

    /** Nobody has used the object for long. Whoever came after the question finds it retired, and makes it again. */
    static Outcome<CookieRecord, CookieResult> retireIdle(@Nullable CookieRecord record, SeenRequest request) {
        Effect before = record == null ? null : record.operations().effectOf(request.operation());
        if (before != null) {
            return unchanged(record, before);
        }
        if (record == null
                || record.retired()
                || !record.modifiers().isEmpty()
                || record.pendingFence() != null
                || !record.generation().equals(request.seen())) {
            return unchanged(record, Effect.NONE);
        }
        CookieRecord retired =
                record.retire(request.candidate()).withOperation(request.operation(), Effect.NEW_GENERATION);
        return changed(retired, Effect.NEW_GENERATION);
    }

    /** The object is of use at this hour. */
    static Outcome<CookieRecord, CookieResult> touch(@Nullable CookieRecord record, int hours) {
        if (record == null || record.retired() || hours <= record.lastUsedHours()) {
            return unchanged(record, Effect.NONE);
        }
        return changed(record.withUse(hours), Effect.NONE);
    }

    /** The caller states a fact about the origin: coherency data that a look-up would be refused with is taken. */
    static Outcome<CookieRecord, CookieResult> change(@Nullable CookieRecord record, ChangeRequest request) {
        if (record != null && !record.isOf(request.volumeKey(), request.objectKey())) {
            return refused(record, Verdict.KEY_COLLISION);
        }
        Effect before = record == null ? null : record.operations().effectOf(request.operation());
        if (request.kind() == Change.Kind.MODIFY) {
            return modify(record, request, before);
        }
        if (before != null) {
            return unchanged(record, before);
        }
        if (request.kind() == Change.Kind.RETIRE) {
            return retire(record, request);
        }
        if (record == null || record.retired()) {
            return changeOfNothing(record, request);
        }
        Coherency current = request.keepAux()
                ? new Coherency(record.coherency().aux(), request.coherency().objectSize())
                : request.coherency();
        ByteRange dropped = request.kind() == Change.Kind.UPDATE && isCurrent(request.base(), record)
                ? beyondBoth(record.coherency().objectSize(), current.objectSize())
                : ByteRange.ALL;
        if (dropped.isEmpty() && current.equals(record.coherency())) {
            return unchanged(record, Effect.NONE);
        }
        boolean off = request.kind() == Change.Kind.INVALIDATE && request.dioWrite();
        if (!record.modifiers().hasRoomFor(request.marks())) {
            return refused(record, Verdict.TOO_MANY_MODIFIERS);
        }
        CookieRecord next = record.changed(current, request.candidate(), dropped)
                .withDisabled(record.disabled() || off)
                .withModifiers(record.modifiers().union(request.marks()))
                .withUse(Generations.hours(request.candidate()))
                .withOperation(request.operation(), Effect.NEW_GENERATION);
        return changed(off ? withoutBase(next) : next, Effect.NEW_GENERATION);
    }

    /** No client carries its view over to what is not cached any more: each looks the object up again, and is told. */
    private static CookieRecord withoutBase(CookieRecord record) {
        return record.withPendingFence(new PendingFence(Generation.NONE, record.generation(), ByteRange.ALL));
    }

    /**
     * A modifier writes (COHERENCE 6.1). Without any modifier's mark nobody would notice that it has not come to its end. One
     * that is sent again is told its own generation or none: under a later one its bytes may be those of before. With new
     * coherency data it is dirty too: another modifier may have been at the origin before they were taken, and not be done.
     */
    private static Outcome<CookieRecord, CookieResult> modify(
            @Nullable CookieRecord record, ChangeRequest request, @Nullable Effect before) {
        if (record != null && before != null) {
            PendingFence own = record.pendingFence();
            return own != null && own.base().equals(request.base())
                    ? unchanged(record, before)
                    : refused(record, Verdict.WRONG_GENERATION);
        }
        if (record == null
                || record.retired()
                || record.modifiers().isEmpty()
                || !record.generation().equals(request.base())) {
            return refused(record, Verdict.WRONG_GENERATION);
        }
        Coherency current = request.keepAux() ? record.coherency() : request.coherency();
        ByteRange resized = beyondBoth(record.coherency().objectSize(), current.objectSize());
        CookieRecord next = record.changed(
                        current, request.candidate(), request.range().union(resized))
                .withDirty(true)
                .withUse(Generations.hours(request.candidate()))
                .withOperation(request.operation(), Effect.NEW_GENERATION);
        return changed(next, Effect.NEW_GENERATION);
    }

    /** A retired record has been kept for long enough. Not one that has been changed since, or whose fence is pending. */
    static Outcome<CookieRecord, CookieResult> forget(@Nullable CookieRecord record, Generation generation) {
        if (record == null
                || !record.retired()
                || !record.modifiers().isEmpty()
                || record.pendingFence() != null
                || !record.generation().equals(generation)) {
            return unchanged(record, Effect.NONE);
        }
        return new Outcome<>(null, new CookieResult(Verdict.DONE, null, null, Effect.NONE), true);
    }

    /** The fence of this generation is complete. A later change has a fence of its own, which stays. */
    static Outcome<CookieRecord, CookieResult> clearFence(@Nullable CookieRecord record, Generation generation) {
        if (record == null
                || record.pendingFence() == null
                || !record.generation().equals(generation)) {
            return unchanged(record, Effect.NONE);
        }
        return changed(record.withPendingFence(null), Effect.NONE);
    }

    /** The record stays, without an object, one that was not there too: another half of the cluster may have it. */
    private static Outcome<CookieRecord, CookieResult> retire(@Nullable CookieRecord record, ChangeRequest request) {
        if (record != null && record.retired()) {
            return unchanged(record, Effect.NONE);
        }
        CookieRecord retired =
                record == null ? fencedBirth(request).withRetired(true) : record.retire(request.candidate());
        return changed(retired.withOperation(request.operation(), Effect.NEW_GENERATION), Effect.NEW_GENERATION);
    }

    private static Outcome<CookieRecord, CookieResult> changeOfNothing(
            @Nullable CookieRecord retired, ChangeRequest request) {
        CookieRecord made =
                retired == null ? fencedBirth(request) : retired.revive(request.coherency(), request.candidate());
        return changed(
                made.withDisabled(made.disabled() || (request.kind() == Change.Kind.INVALIDATE && request.dioWrite()))
                        .withModifiers(made.modifiers().union(request.marks()))
                        .withOperation(request.operation(), Effect.CREATED),
                Effect.CREATED);
    }

    /** Blobs of a record that was lost may lie on disks and in clients: there is no base, but there is a fence. */
    private static CookieRecord fencedBirth(ChangeRequest request) {
        return CookieRecord.born(request.volumeKey(), request.objectKey(), request.coherency(), request.candidate())
                .withPendingFence(new PendingFence(Generation.NONE, request.candidate(), ByteRange.ALL));
    }

    private static boolean isCurrent(Generation base, CookieRecord record) {
        return base.isNone() || base.equals(record.generation());
    }

    /** What lies beyond the smaller of two sizes, from the start of the block that contains that end. */
    private static ByteRange beyondBoth(long oldSize, long newSize) {
        if (oldSize == newSize) {
            return ByteRange.EMPTY;
        }
        long end = Math.min(oldSize, newSize);
        return new ByteRange(end - end % Limits.BLOCK_BYTES, Long.MAX_VALUE);
    }

    private static Modifiers marks(CookieRecord record, UseRequest request) {
        return request.willModify()
                ? record.modifiers().with(request.session(), request.sequence())
                : record.modifiers();
    }

    private static Outcome<CookieRecord, CookieResult> used(CookieRecord record, UseRequest request, Effect effect) {
        CookieRecord marked = record.withModifiers(marks(record, request))
                .withUse(Generations.hours(request.candidate()))
                .withOperation(request.operation(), effect);
        return changed(marked, effect);
    }

    private static Outcome<CookieRecord, CookieResult> changed(CookieRecord record, Effect effect) {
        return new Outcome<>(record, new CookieResult(Verdict.DONE, record, record.pendingFence(), effect), true);
    }

    private static Outcome<CookieRecord, CookieResult> unchanged(@Nullable CookieRecord record, Effect effect) {
        PendingFence fence = record == null ? null : record.pendingFence();
        return new Outcome<>(record, new CookieResult(Verdict.DONE, record, fence, effect), false);
    }

    private static Outcome<CookieRecord, CookieResult> refused(@Nullable CookieRecord record, Verdict verdict) {
        return new Outcome<>(record, new CookieResult(verdict, record, null, Effect.NONE), false);
    }
}
