package io.netfscache.internal.coherence;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of one object. Used by one thread at a time: in the client, under its cookie's lock.
 *
 * <p><b>What makes I/O stale.</b> Each operation carries a {@link Stamp}. The version moves whenever the contents may
 * have changed: a fence, a change of our own as it starts, an error from a node, giving the object back. The session's
 * epoch moves at each gap. I/O whose stamp has another version or epoch ends with ESTALE, whatever came back.
 *
 * <p><b>Look-ups.</b> The session node registers our interest before it reads the record and pushes fences on the same
 * connection, so a fence that arrives during a look-up may be newer than the reply: unless the reply is the fence's new
 * generation, the look-up is done again; after two fences in any case, since they may come from two nodes and in either
 * order. Each look-up has a ticket; a reply whose ticket is not the last one is not looked at.
 *
 * <p><b>Modifications.</b> The change that comes before our own write keeps what is known, so it needs no look-up after
 * it: the answer names the next generation, and the fence that is pushed to us leads to it, in either order. Until then no
 * I/O begins. What fences did meanwhile counts: the answer is believed only when they have moved us by nothing or by
 * exactly that step, for an answer to a repeated request tells the record of today, not what came of the first request.
 */
public final class ObjectView {
    /** What becomes of the answer to a look-up. */
    public enum Answer {
        /** It is what is known now. */
        ACCEPTED,
        /** A fence or a gap overtook it: look up again. */
        OVERTAKEN,
        /** Nobody waits for it. */
        IGNORED
    }

    private record Data(Bytes aux, long objectSize) {}

    private record Known(ObjectGeneration generation, long epoch) {}

    private final LongSupplier epoch;
    private final Rules rules;
    private final Runnable voided;
    private final Lineage lineage = new Lineage();

    private Data data;
    /** What else the object may be looked up with: of two changes the later one is not known. */
    private @Nullable Data replaced;

    private @Nullable Known known;
    private boolean disabled;
    private boolean modifying;
    /** Steps from generation to generation by fences since {@link #modifying} was set. */
    private int steps;

    private long version;
    private long ticket;
    private boolean asking;
    /** What the last look-up brought. */
    private @Nullable Data asked;

    private @Nullable Fence fencedMeanwhile;
    private boolean fencedTwice;
    private @Nullable Change change;

    /**
     * @param epoch {@link SessionLease#epoch()}
     * @param aux what the origin said of the object
     * @param objectSize in bytes
     * @param voided runs whenever I/O under way has become stale
     */
    public ObjectView(LongSupplier epoch, Rules rules, Bytes aux, long objectSize, Runnable voided) {
        this.epoch = epoch;
        this.rules = rules;
        this.data = new Data(aux, objectSize);
        this.voided = voided;
    }

    /** Coherency data to look the object up with; of the contents, while they are known. */
    public Bytes aux() {
        return data.aux;
    }

    /** Size to look the object up with, in bytes. */
    public long objectSize() {
        return data.objectSize;
    }

    /** Whether caching of the object is off. */
    public boolean disabled() {
        return disabled;
    }

    /** The generation as last known, in whatever epoch; {@link ObjectGeneration#NONE} when it is not. */
    public ObjectGeneration generation() {
        Known last = known;
        return last == null ? ObjectGeneration.NONE : last.generation;
    }

    /** Whether I/O may begin. */
    public boolean isKnown() {
        Known last = known;
        return last != null && !modifying && last.epoch == epoch.getAsLong();
    }

    /** What I/O begins with; null while a look-up is needed first. */
    public @Nullable Stamp stamp() {
        Known last = known;
        return last == null || modifying || last.epoch != epoch.getAsLong()
                ? null
                : new Stamp(last.generation, data.aux, data.objectSize, version, last.epoch);
    }

    /** Whether I/O that began with {@code stamp} still counts. */
    public boolean isCurrent(Stamp stamp) {
        return rules.broken(Sabotage.LATE_ANSWERS_POPULATE)
                || (version == stamp.version() && epoch.getAsLong() == stamp.epoch());
    }

    /** The stamp under which bytes are stored that were read from the origin after {@code captured} was taken. */
    public Stamp storedUnder(Stamp captured) {
        Stamp now = rules.broken(Sabotage.GENERATION_AT_CACHE_WRITE) ? stamp() : null;
        return now == null ? captured : now;
    }

    /** A look-up begins; its ticket. */
    public long ask() {
        forget();
        fencedMeanwhile = null;
        fencedTwice = false;
        asking = true;
        asked = data;
        return ticket;
    }

    /** Whether the look-up with that ticket is the one that is waited for. */
    public boolean isAsking(long asked) {
        return asking && asked == ticket;
    }

    /** The record as it was when the look-up of {@code asked} was answered; {@code askedEpoch} as it was sent. */
    public Answer answered(long asked, CookieReply record, long askedEpoch) {
        if (!isAsking(asked)) {
            return Answer.IGNORED;
        }
        if (isOvertaken(record, askedEpoch) && !rules.broken(Sabotage.LATE_ANSWERS_POPULATE)) {
            return Answer.OVERTAKEN;
        }
        asking = false;
        replaced = null;
        data = new Data(record.aux(), record.objectSize());
        disabled = record.disabled();
        known = new Known(record.generation(), askedEpoch);
        return Answer.ACCEPTED;
    }

    private boolean isOvertaken(CookieReply record, long askedEpoch) {
        Fence fence = fencedMeanwhile;
        boolean older = fence != null && (fencedTwice || !isNext(fence, record.generation()));
        return older || askedEpoch == SessionLease.NO_EPOCH || askedEpoch != epoch.getAsLong();
    }

    /**
     * The cluster has moved away from the coherency data of the look-up. Whether there are others to look the object up
     * with: of a change that may have been the later one, or that came during the look-up.
     */
    public boolean refused() {
        if (!data.equals(asked)) {
            // A fence that came during the look-up told them.
            return true;
        }
        Data before = replaced;
        if (before == null) {
            return false;
        }
        data = before;
        replaced = null;
        return true;
    }

    /** A fence of the object or its volume, to be applied before it is confirmed. */
    public void fenced(Fence fence) {
        lineage.add(fence);
        boolean ofVolume = fence.scope() == Fence.Scope.VOLUME;
        if (ofVolume && rules.broken(Sabotage.OBJECT_GENERATION_WITHOUT_VOLUME)) {
            return;
        }
        Known last = known;
        if (last != null && isNext(fence, last.generation)) {
            return;
        }
        boolean base = last != null && !ofVolume && isSame(last.generation, fence.base());
        if (!ofVolume) {
            adopt(fence, base);
        }
        // Which of several fences was the last one is not known.
        fencedTwice |= fencedMeanwhile != null;
        fencedMeanwhile = fence;
        steps++;
        voidIo();
        boolean carriedOver = base || (!ofVolume && rules.broken(Sabotage.CARRY_OVER_FROM_ANY_BASE));
        known = carriedOver && last != null && !disabled ? new Known(fence.next(), last.epoch) : null;
    }

    /**
     * The next look-up tells what the fence says of the object. Which of two changes was the later one is not always known:
     * while one of our own is on its way, and unless the fence is of our generation: it may be an older one that comes late,
     * during a look-up too. Then one of the two is tried first, our own change or else the fence, and the other when that is
     * refused. A fence that tells what is tried first anyway, such as that of our own change, tells nothing of the other one.
     *
     * @param ofOurs whether the fence ends the generation that we know
     */
    private void adopt(Fence fence, boolean ofOurs) {
        Data told = new Data(fence.aux(), fence.objectSize());
        Change ours = change;
        if (ours != null) {
            data = new Data(ours.keepAux() ? fence.aux() : data.aux, data.objectSize);
            replaced = told.equals(data) ? replaced : told;
        } else if (!told.equals(data)) {
            replaced = ofOurs ? replaced : data;
            data = told;
        }
    }

    private boolean isNext(Fence fence, ObjectGeneration generation) {
        return fence.scope() == Fence.Scope.VOLUME
                ? fence.next().volume().equals(generation.volume())
                : isSame(generation, fence.next());
    }

    private boolean isSame(ObjectGeneration one, ObjectGeneration other) {
        return one.object().equals(other.object())
                && (one.volume().equals(other.volume()) || rules.broken(Sabotage.OBJECT_GENERATION_WITHOUT_VOLUME));
    }

    /** A change of our own is sent, for the first time or again: until {@link #changed} nothing is known. */
    public void changing(Change ours, Bytes aux, long objectSize) {
        forget();
        replaced = null;
        change = ours;
        data = new Data(aux, objectSize);
        disabled |= ours.dioWrite();
    }

    /** The last change that was on its way has come to an end; a look-up tells what of it. */
    public void changed() {
        change = null;
    }

    /** A modification of ours, of the generation that is known, is sent: I/O under way is stale, and none begins. */
    public void modifying() {
        voidIo();
        modifying = true;
        steps = 0;
    }

    /**
     * The record as it was when a modification of ours was acknowledged. Whether its generation is the one that follows
     * from what is known by nothing but that modification; if so it is known now.
     *
     * @param range what the modification dropped
     */
    public boolean modified(CookieReply record, ByteRange range) {
        Known base = known;
        boolean waited = modifying;
        modifying = false;
        if (!waited || base == null || base.epoch != epoch.getAsLong() || steps > 1) {
            return false;
        }
        if (!base.generation.volume().equals(record.generation().volume())) {
            // The volume has been invalidated, and its fence is still on its way to us.
            return false;
        }
        if (steps == 0) {
            lineage.add(base.generation, record.generation(), range);
            known = new Known(record.generation(), base.epoch);
            data = new Data(record.aux(), record.objectSize());
            return true;
        }
        return base.generation.equals(record.generation());
    }

    /** As {@link Lineage#carries}. */
    public boolean carries(ObjectGeneration from, ObjectGeneration to, long start, long length) {
        return lineage.carries(from, to, start, length);
    }

    /** Caching of the object is off, says a node; a look-up tells when it is on again. */
    public void foundDisabled() {
        disabled = true;
    }

    /** A node says that the generation of {@code stamp} is not the current one; whether that is news. */
    public boolean foundStale(Stamp stamp) {
        if (known == null || version != stamp.version()) {
            return false;
        }
        forget();
        return true;
    }

    /** What is known counts no longer, nor does the answer to a look-up that is on its way. */
    public void forget() {
        voidIo();
        known = null;
        modifying = false;
        asking = false;
        ticket++;
    }

    private void voidIo() {
        version++;
        voided.run();
    }
}
