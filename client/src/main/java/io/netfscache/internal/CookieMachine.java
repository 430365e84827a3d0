package io.netfscache.internal;

import io.netfscache.Advice;
import io.netfscache.CacheException;
import io.netfscache.CookieState;
import io.netfscache.internal.coherence.ObjectView;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of a cookie, and its one lock. It is one class over 400 lines because it is one state machine: every
 * method either asks for the state or changes it. What is known of the object, and which I/O that makes stale, is in
 * {@link ObjectView}; the conversations with the session node are {@link CookieLookUp} and {@link CookieChanges}; {@link
 * CookieUses} counts.
 *
 * <p><b>Lock.</b> {@code this} guards all fields and those four, and is never held while anything is waited for. Event
 * loops take it to apply fences and replies, so a holder does only memory work. Requests may be started under it, since
 * they only queue.
 *
 * <p><b>Look-ups.</b> Each gap in the session makes the next I/O look up again, long before the cluster takes a
 * modifier's mark away (COHERENCE 7.2). I/O begins only when the record has the mark that the uses need.
 *
 * <p><b>Changes.</b> While one is on its way the state is INVALIDATING and I/O waits. When its outcome is unknown the
 * cookie stays FAILED and each retry sends the same change again before anything is looked up.
 *
 * <p><b>What a modifier did not tell.</b> A write of a modifier that failed before the cluster had dropped the range, or
 * never began, may have left older bytes in the cache than the origin has. New coherency data would pass them off as new
 * ones: then storing it drops everything.
 */
final class CookieMachine implements CookieLookUp.Listener, CookieChanges.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(CookieMachine.class);

    private final ClusterVolume volume;
    private final ClusterCache cache;
    private final CookieId id;
    private final Set<Advice> advice;

    private final ObjectView view;
    private final CookieUses uses;
    private final CookieLookUp lookUp;
    private final CookieChanges changes;
    private final Set<Transfer> transfers = new HashSet<>();

    private CookieState state = new CookieState.Quiescent();
    private boolean clientClosed;
    /** Until when an object that is being created has no data to read, on the client's monotonic clock. */
    private long noDataEnd;

    private boolean pageReleased;

    /** Completes when a begin that waits has to look again. */
    private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

    CookieMachine(
            ClusterVolume volume,
            ClusterCache cache,
            CookieId id,
            Set<Advice> advice,
            Bytes key,
            Bytes aux,
            long objectSize) {
        this.volume = volume;
        this.cache = cache;
        this.id = id;
        this.advice = Set.copyOf(advice);
        this.view = new ObjectView(cache.session()::epoch, cache.rules(), aux, objectSize, this::endTransfers);
        this.uses = new CookieUses(cache, id);
        boolean anySize = advice.contains(Advice.WANT_CACHE_SIZE);
        this.lookUp = new CookieLookUp(this, this, volume, cache, key, anySize, view, uses);
        this.changes = new CookieChanges(this, this, volume, cache, key, view, uses);
    }

    CookieId id() {
        return id;
    }

    ClusterVolume volume() {
        return volume;
    }

    /** Whether the object is cached as one piece or not at all. */
    boolean isWhole() {
        return advice.contains(Advice.SINGLE_CHUNK);
    }

    /** Of its coherency data, whose number does not change. */
    synchronized int auxBytes() {
        return view.aux().length();
    }

    synchronized long objectSize() {
        return view.objectSize();
    }

    /** Counts a use, and starts the look-up that it needs. */
    synchronized void use(boolean modify) {
        if (isGone()) {
            LOG.atWarn().addKeyValue("cookie", this).log("use of a relinquished cookie: ignored");
            return;
        }
        boolean newModifier = uses.take(modify);
        if (newModifier && state instanceof CookieState.LookedUp) {
            view.forget();
            transition(new CookieState.Quiescent());
        } else if (newModifier && state instanceof CookieState.LookingUp) {
            // The one on its way does not mark the record as being modified.
            lookUp.ask();
        }
        if (!view.isKnown()) {
            lookUpIfIdle();
        }
    }

    /**
     * A use is going to be given back.
     *
     * @throws IllegalStateException when there is none
     */
    synchronized void leave() {
        uses.leave(this);
    }

    /** A use that was leaving has left. */
    synchronized void left() {
        if (uses.left() && !isGone()) {
            if (mayBeDisabled()) {
                // Others may cache it again only when nobody uses it any more.
                discard();
            } else {
                uses.discardLater(this::discard);
            }
        }
    }

    /** Nobody has used it for the LRU delay: the mark goes back, and nothing is known from then on. */
    private synchronized void discard() {
        if (!uses.areNone() || isGone()) {
            return;
        }
        boolean now = mayBeDisabled();
        view.forget();
        CookieState discarding = new CookieState.LruDiscarding();
        if (state.mayBecome(discarding)) {
            transition(discarding);
        } else if (state instanceof CookieState.LookingUp) {
            transition(new CookieState.Quiescent());
            settle();
        }
        if (uses.areMarked()) {
            uses.giveMarkBack(this::discarded, now);
        } else {
            discarded();
        }
    }

    private synchronized void discarded() {
        if (state instanceof CookieState.LruDiscarding) {
            transition(new CookieState.Quiescent());
        }
    }

    /** Whether caching is off, or may have been turned off by what has made the cookie quiescent. */
    private boolean mayBeDisabled() {
        return view.disabled() || (state instanceof CookieState.Quiescent && uses.areMarked());
    }

    /** With I/O under way that has come to an end, or a change: an object that is off is not kept for the LRU delay. */
    private void discardIfDisabled() {
        if (uses.areNone() && uses.areMarked() && view.disabled()) {
            discard();
        }
    }

    /** Whether nothing can begin any more. */
    boolean isGone() {
        return clientClosed || state instanceof CookieState.Relinquishing || state instanceof CookieState.Dropped;
    }

    /** Starts a look-up where none and no change is on its way and the last failure is long enough ago. */
    private void lookUpIfIdle() {
        boolean waits = state instanceof CookieState.LookingUp
                || state instanceof CookieState.Invalidating
                || state instanceof CookieState.Withdrawing;
        boolean early =
                state instanceof CookieState.Failed failed && cache.clock().getAsLong() - failed.retryNanos() < 0;
        if (waits || early || isGone()) {
            return;
        }
        if (!changes.sendAgain()) {
            startLookUp();
        }
    }

    private void startLookUp() {
        transition(new CookieState.LookingUp());
        settled = new CompletableFuture<>();
        lookUp.start();
    }

    @Override
    public void lookedUp(CookieReply record, long epoch) {
        noDataEnd = cache.clock().getAsLong() + ClientLimits.NO_DATA.toNanos();
        transition(
                record.created()
                        ? new CookieState.Creating(view.generation(), epoch)
                        : new CookieState.Active(view.generation(), epoch));
        settle();
        discardIfDisabled();
    }

    @Override
    public void lookUpFailed(Reason reason, String message) {
        fail(reason, message);
    }

    private void fail(Reason reason, String message) {
        view.forget();
        transition(new CookieState.Failed(
                reason, message, cache.clock().getAsLong() + ClientLimits.LOOKUP_RETRY.toNanos()));
        settle();
    }

    private void settle() {
        settled.complete(null);
    }

    private void endTransfers() {
        List.copyOf(transfers).forEach(Transfer::becameStale);
    }

    /** Applies a fence of this object or its volume; on the event loop, before it is acknowledged. */
    synchronized void fenced(Fence fence) {
        view.fenced(fence);
        followView();
        boolean refused = state instanceof CookieState.Failed failed && failed.reason() == Reason.REFUSED_AUX;
        if (refused && !uses.areNone() && !changes.areUnconfirmed()) {
            // Another client's change overtook the look-up; now its coherency data are known.
            startLookUp();
        }
    }

    /** What was looked up may be another generation now, or not be known any more: then the next I/O looks it up. */
    private void followView() {
        if (!(state instanceof CookieState.LookedUp found) || found.generation().equals(view.generation())) {
            return;
        }
        transition(
                view.generation().isNone()
                        ? new CookieState.Quiescent()
                        : new CookieState.Active(view.generation(), found.epoch()));
    }

    /**
     * What is known of the object, with the mark that the uses need; null when that has to be waited for.
     *
     * @throws CacheException ENOBUFS when there is nothing to be waited for
     */
    @Nullable
    Stamp known() throws CacheException {
        Stamp stamp = view.stamp();
        if (stamp != null && !uses.lackMark()) {
            return stamp;
        }
        requireUse();
        lookUpIfIdle();
        if (state instanceof CookieState.Failed failed) {
            throw notCached(failed.reason(), failed.message());
        }
        return null;
    }

    /** Whether {@link #known} is of any use. */
    boolean canBegin() {
        return !uses.areNone() && !isGone();
    }

    synchronized void requireInUse() {
        if (uses.areNone()) {
            throw new IllegalStateException("cookie " + this + " is not in use");
        }
    }

    /** What a begin that found nothing known waits for. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /**
     * Begins I/O with what is known.
     *
     * @param waited whether the begin has waited for that
     */
    ClusterOperation operation(Stamp stamp, boolean waited) throws CacheException {
        requireUse();
        if (view.disabled()) {
            throw notCached(Reason.DISABLED_BY_DIO_WRITE, this + " is written past the cache");
        }
        if (isWhole() && stamp.objectSize() > cache.chunkBytes()) {
            throw notCached(
                    Reason.SINGLE_CHUNK,
                    this + " has " + stamp.objectSize() + " bytes; a chunk has " + cache.chunkBytes());
        }
        return new ClusterOperation(this, cache, stamp, writeMode(), waited);
    }

    /** What a write is, with the uses of now. */
    ClusterOperation.WriteMode writeMode() {
        if (!uses.willModify()) {
            return ClusterOperation.WriteMode.FILL;
        }
        return advice.contains(Advice.WRITE_NOCACHE)
                ? ClusterOperation.WriteMode.NOT_CACHED
                : ClusterOperation.WriteMode.CHANGE;
    }

    private void requireUse() throws CacheException {
        if (isGone()) {
            throw notCached(
                    state instanceof CookieState.Withdrawing ? Reason.SHUTTING_DOWN : Reason.RELINQUISHED,
                    this + " has been given back");
        }
        if (uses.areNone()) {
            throw notCached(Reason.NOT_IN_USE, this + " is not in use");
        }
    }

    private CacheException notCached(Reason reason, String message) {
        cache.notCached(id, reason);
        return new CacheException(ErrorCode.ENOBUFS, reason, message);
    }

    /** Takes I/O under way into account; false when its stamp is stale already. */
    synchronized boolean started(Transfer transfer, Stamp stamp) {
        transfers.add(transfer);
        return view.isCurrent(stamp);
    }

    synchronized void ended(Transfer transfer) {
        transfers.remove(transfer);
        endWithdrawal();
    }

    synchronized boolean isCurrent(Stamp stamp) {
        return view.isCurrent(stamp);
    }

    /** As {@link io.netfscache.Cookie#carries}. */
    synchronized boolean carries(ObjectGeneration from, ObjectGeneration to, long start, long length) {
        return view.carries(from, to, start, length);
    }

    synchronized Stamp storedUnder(Stamp captured) {
        return view.storedUnder(captured);
    }

    /** A node says that the generation of {@code stamp} is not the current one. */
    synchronized void foundStale(Stamp stamp) {
        if (view.foundStale(stamp)) {
            followView();
        }
    }

    /** A node says that caching of the object of {@code stamp} is off. */
    synchronized void foundDisabled(Stamp stamp) {
        if (view.isCurrent(stamp)) {
            view.foundDisabled();
            discardIfDisabled();
        }
    }

    /** Bytes of the object may be in the cache that are not in memory: it is looked into from now on. */
    synchronized void notePageRelease() {
        pageReleased = true;
    }

    /**
     * Whether a read of an operation that has waited for the look-up need not ask the nodes: that has created the object,
     * and nobody else can have filled it for long. A miss is always allowed.
     */
    synchronized boolean hasNoData(Stamp stamp) {
        return state instanceof CookieState.Creating
                && !pageReleased
                && cache.clock().getAsLong() - noDataEnd < 0
                && view.isCurrent(stamp);
    }

    /** Bytes have been stored. */
    synchronized void stored(Stamp stamp) {
        if (view.isCurrent(stamp) && state instanceof CookieState.Creating creating) {
            transition(new CookieState.Active(creating.generation(), creating.epoch()));
        }
    }

    /** The first step of a modifier's write: drops the blocks of the range everywhere. */
    synchronized CompletableFuture<Stamp> modify(Stamp base, ByteRange range) {
        return changes.modify(base, range, null, base.objectSize());
    }

    /** A modifier has written there, or may have, and cannot tell the cluster. */
    synchronized void untold(ByteRange range) {
        if (uses.willModify()) {
            uses.untold(range);
        }
    }

    /**
     * Every node that could have the object says that its cache has been withdrawn: I/O under way ends with ENOBUFS, the
     * uses stay, and the next use or begin looks up again.
     */
    synchronized void cacheWithdrawn() {
        if (!(state instanceof CookieState.LookedUp)) {
            return;
        }
        CacheException why = new CacheException(
                ErrorCode.ENOBUFS, Reason.CACHE_WITHDRAWN, "the cache of " + this + " has been withdrawn");
        List.copyOf(transfers).forEach(transfer -> transfer.fail(why));
        view.forget();
        settled = new CompletableFuture<>();
        transition(new CookieState.Withdrawing());
        endWithdrawal();
    }

    private void endWithdrawal() {
        if (!(state instanceof CookieState.Withdrawing) || clientClosed || !transfers.isEmpty()) {
            return;
        }
        transition(new CookieState.Quiescent());
        if (changes.areUnderWay()) {
            transition(new CookieState.Invalidating());
        } else {
            settle();
        }
    }

    /**
     * New coherency data or a new size, keeping the contents if they are known; those that are not known cannot be said to
     * be those of the new data. Does nothing when nothing is new.
     *
     * @param aux null to leave it
     * @param newSize in bytes, null to leave it
     */
    synchronized CompletableFuture<Void> update(@Nullable Bytes aux, @Nullable Long newSize) {
        long size = newSize == null ? view.objectSize() : newSize;
        boolean told = uses.untold().isEmpty() && writeMode() != ClusterOperation.WriteMode.NOT_CACHED;
        boolean same = (aux == null || aux.equals(view.aux())) && size == view.objectSize();
        if (same && told && !changes.areUnconfirmed()) {
            return CompletableFuture.completedFuture(null);
        }
        boolean keeps = told && view.isKnown();
        return changes.send(keeps ? Change.Kind.UPDATE : Change.Kind.INVALIDATE, aux, size, false);
    }

    /**
     * As {@link #update}, keeping the contents only if they are still those of {@code base}; the cluster looks at that again.
     */
    synchronized CompletableFuture<Void> commit(Stamp base, @Nullable Bytes aux, @Nullable Long newSize) {
        if (view.isCurrent(base)) {
            return update(aux, newSize);
        }
        return changes.send(Change.Kind.INVALIDATE, aux, newSize == null ? view.objectSize() : newSize, false);
    }

    /**
     * As {@link #commit}, of changes of the origin within {@code range}, which is dropped: one fence for all of it.
     *
     * @param aux null to leave it, and the size
     * @return the stamp to store what was changed under; null when all that is cached has been dropped
     */
    CompletableFuture<@Nullable Stamp> commit(Stamp base, ByteRange range, @Nullable Bytes aux, long size) {
        CompletableFuture<Stamp> modified;
        synchronized (this) {
            modified = uses.untold().isWithin(range) ? changes.modify(base, range, aux, size) : null;
        }
        if (modified == null) {
            return dropAll(aux, size);
        }
        return modified.<@Nullable Stamp>thenApply(stamp -> stamp).exceptionallyCompose(failure -> {
            CacheException error = Async.cause(failure);
            return error.code() == ErrorCode.ESTALE ? dropAll(aux, size) : CompletableFuture.failedFuture(error);
        });
    }

    private synchronized CompletableFuture<@Nullable Stamp> dropAll(@Nullable Bytes aux, long size) {
        // Without new coherency data the size is not the caller's to tell: a fence may have told another one since it
        // began.
        long current = aux == null ? view.objectSize() : size;
        return changes.send(Change.Kind.INVALIDATE, aux, current, false).thenApply(dropped -> null);
    }

    /** Refuses coherency data or a size that the object cannot have. */
    void checkData(byte @Nullable [] aux, @Nullable Long size) throws CacheException {
        int auxBytes = auxBytes();
        if (aux != null && aux.length != auxBytes) {
            throw new CacheException(
                    ErrorCode.EINVAL,
                    Reason.NONE,
                    "coherency data of " + this + " has " + auxBytes + " bytes, not " + aux.length);
        }
        if (size != null && size < 0) {
            throw new CacheException(ErrorCode.EINVAL, Reason.NONE, "size " + size + " of " + this);
        }
    }

    /**
     * A write of a modifier whose outcome the cluster does not know is a dropped range (COHERENCE 6.1), also when nobody
     * says what the object has become. Nobody waits for it: what remains unknown is sent again before the next look-up.
     */
    synchronized void tellWhatIsUntold() {
        if (!uses.untold().isEmpty()) {
            Async.handled(changes.send(Change.Kind.INVALIDATE, null, view.objectSize(), false));
        }
    }

    synchronized CompletableFuture<Void> invalidate(@Nullable Bytes aux, long size, boolean dioWrite) {
        return changes.send(Change.Kind.INVALIDATE, aux, size, dioWrite);
    }

    @Override
    public void changing() {
        CookieState invalidating = new CookieState.Invalidating();
        if (state.mayBecome(invalidating)) {
            if (settled.isDone()) {
                settled = new CompletableFuture<>();
            }
            transition(invalidating);
        }
    }

    @Override
    public void changed(@Nullable CacheException error) {
        if (changes.areUnderWay() || !(state instanceof CookieState.Invalidating)) {
            return;
        }
        if (error != null) {
            fail(error.reason(), "change of " + this + ": " + error.getMessage());
        } else if (changes.areUnconfirmed()) {
            fail(Reason.DEADLINE, "the outcome of a change of " + this + " is unknown");
        } else if (view.isKnown() && uses.areMarked()) {
            transition(new CookieState.Active(view.generation(), cache.session().epoch()));
            settle();
        } else if (uses.areNone()) {
            view.forget();
            transition(new CookieState.Quiescent());
            settle();
        } else {
            CompletableFuture<Void> waiting = settled;
            startLookUp();
            waiting.complete(null);
        }
        discardIfDisabled();
    }

    /**
     * Gives everything back; whether that had not been done before.
     *
     * @throws IllegalStateException while it is in use
     */
    synchronized boolean relinquish() {
        if (isBeingRelinquished()) {
            LOG.atWarn().addKeyValue("cookie", this).log("relinquished twice: ignored");
            return false;
        }
        if (!uses.areNone()) {
            throw new IllegalStateException("cookie " + this + " is in use");
        }
        uses.cancelTimer();
        boolean now = mayBeDisabled();
        view.forget();
        transition(new CookieState.Relinquishing());
        settle();
        if (uses.areMarked()) {
            uses.giveMarkBack(() -> {}, now);
        }
        return true;
    }

    synchronized CompletableFuture<Void> retire() {
        return changes.send(Change.Kind.RETIRE, null, view.objectSize(), false);
    }

    synchronized void dropped() {
        transition(new CookieState.Dropped());
    }

    synchronized boolean isBeingRelinquished() {
        return state instanceof CookieState.Relinquishing || state instanceof CookieState.Dropped;
    }

    /** The client is closed: nothing begins any more. */
    synchronized void withdraw() {
        clientClosed = true;
        uses.cancelTimer();
        view.forget();
        // It goes with the session.
        uses.forgetMark();
        CookieState withdrawing = new CookieState.Withdrawing();
        if (state.mayBecome(withdrawing)) {
            transition(withdrawing);
        }
        settle();
    }

    synchronized CookieState state() {
        return state;
    }

    synchronized boolean isEnabled() {
        return !view.disabled() && !isGone();
    }

    /** The only writer of the state. */
    private void transition(CookieState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("cookie " + this + " cannot go from " + state + " to " + next);
        }
        LOG.atTrace()
                .addKeyValue("cookie", this)
                .addKeyValue("from", state)
                .addKeyValue("to", next)
                .log("transition");
        cache.transitions().count(next);
        state = next;
    }

    @Override
    public String toString() {
        return volume.key() + "/" + id;
    }
}
