package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.InvalidateFlag;
import io.netfscache.internal.coherence.ObjectView;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cookie of a cluster. It is one class over 400 lines because what it does is one state machine, and splitting it would
 * spread the lock; what is known of the object, and which I/O that makes stale, is in {@link ObjectView}.
 *
 * <p><b>Lock.</b> {@code this} guards all fields and is never held while anything is waited for. Event loops take it to
 * apply fences and replies, so a holder does only memory work. Requests may be started under it, since they only queue.
 *
 * <p><b>Look-ups.</b> A look-up is one USE to the session node, which registers our interest, marks a modifier in the
 * record and tells what the record says. Each gap in the session makes the next I/O look up again, long before the
 * cluster takes a modifier's mark away (COHERENCE 7.2).
 *
 * <p><b>Changes.</b> They void locally first, then go to the cluster. While one is on its way the state is INVALIDATING
 * and I/O waits. When its outcome is unknown the cookie stays FAILED and each retry sends the same change again before
 * anything is looked up.
 */
final class ClusterCookie implements Cookie {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCookie.class);

    private final ClusterVolume volume;
    private final ClusterCache cache;
    private final CookieId id;
    private final Bytes key;

    private final ObjectView view;

    private CookieState state = new CookieState.Quiescent();
    private int uses;
    private boolean willModify;
    private boolean marked;
    private int overtaken;
    private int changing;
    private @Nullable Change unconfirmed;
    private @Nullable Future<?> lruTimer;
    private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);
    private final Set<Transfer> transfers = new HashSet<>();

    ClusterCookie(ClusterVolume volume, ClusterCache cache, CookieId id, Bytes key, Bytes aux, long objectSize) {
        this.volume = volume;
        this.cache = cache;
        this.id = id;
        this.key = key;
        this.view = new ObjectView(cache.session()::epoch, cache.rules(), aux, objectSize, this::endTransfers);
    }

    CookieId id() {
        return id;
    }

    ClusterVolume volume() {
        return volume;
    }

    /** All nodes that were tried refused I/O because the cache of the volume is out of service. */
    void cacheWithdrawn() {}

    @Override
    public synchronized void use(boolean modify) {
        if (isGone()) {
            LOG.atWarn().addKeyValue("cookie", this).log("use of a relinquished cookie: ignored");
            return;
        }
        uses++;
        cancelLru();
        boolean newModifier = modify && !willModify;
        willModify |= modify;
        if (newModifier && state instanceof CookieState.LookedUp) {
            view.forget();
            transition(new CookieState.Quiescent());
        } else if (newModifier && state instanceof CookieState.LookingUp) {
            // The one on its way does not mark the record as being modified.
            lookUp();
        }
        if (!view.isKnown()) {
            lookUpIfIdle();
        }
    }

    @Override
    public void unuse(byte @Nullable [] newAux, @Nullable Long newSize) throws CacheException {
        synchronized (this) {
            if (uses == 0) {
                throw new IllegalStateException("cookie " + this + " is not in use");
            }
        }
        try {
            update(newAux, newSize);
        } finally {
            countDown();
        }
    }

    private synchronized void countDown() {
        uses--;
        if (uses == 0) {
            willModify = false;
            cancelLru();
            if (!isGone()) {
                lruTimer = cache.schedule(this::discard, cache.lruDelay());
            }
        }
    }

    private void cancelLru() {
        Future<?> timer = lruTimer;
        if (timer != null) {
            timer.cancel(false);
            lruTimer = null;
        }
    }

    /** The LRU delay is over: the mark goes back. */
    private synchronized void discard() {
        CookieState discarding = new CookieState.LruDiscarding();
        if (uses > 0 || !state.mayBecome(discarding)) {
            return;
        }
        view.forget();
        transition(discarding);
        if (marked) {
            giveMarkBack();
        } else {
            discarded();
        }
    }

    private void giveMarkBack() {
        marked = false;
        cache.unuse().add(new Unuse.Mark(id, cache.nextSequence()), this::discarded);
    }

    private synchronized void discarded() {
        if (state instanceof CookieState.LruDiscarding) {
            transition(new CookieState.Quiescent());
        }
    }

    private boolean isGone() {
        return state instanceof CookieState.Relinquishing
                || state instanceof CookieState.Dropped
                || state instanceof CookieState.Withdrawing;
    }

    /** Starts a look-up where none and no change is on its way and the last failure is long enough ago. */
    private void lookUpIfIdle() {
        boolean waits = state instanceof CookieState.LookingUp || state instanceof CookieState.Invalidating;
        boolean early =
                state instanceof CookieState.Failed failed && cache.clock().getAsLong() - failed.retryNanos() < 0;
        if (waits || early || isGone()) {
            return;
        }
        Change pending = unconfirmed;
        if (pending != null) {
            sendAgain(pending);
        } else {
            overtaken = 0;
            lookUp();
        }
    }

    private void lookUp() {
        long ticket = view.ask();
        if (!(state instanceof CookieState.LookingUp)) {
            transition(new CookieState.LookingUp());
            settled = new CompletableFuture<>();
        }
        marked = true;
        Use use = new Use(
                cache.newOperation(),
                volume.key(),
                key,
                view.aux(),
                view.objectSize(),
                willModify,
                cache.nextSequence());
        Async.handled(volume.acquired()
                .thenCompose(generation -> cache.session().verified(use, Limits.LOOKUP_DEADLINE))
                .whenComplete((reply, error) -> lookedUp(ticket, reply, error)));
    }

    private synchronized void lookedUp(long ticket, Session.@Nullable Verified reply, @Nullable Throwable failure) {
        if (reply == null) {
            if (view.isAsking(ticket)) {
                lookUpFailed(Async.cause(failure));
            }
            return;
        }
        switch (view.answered(ticket, reply.reply(), reply.epoch())) {
            case IGNORED -> {}
            case OVERTAKEN -> lookUpAgain(Reason.VERIFYING);
            case ACCEPTED -> {
                transition(
                        reply.reply().created()
                                ? new CookieState.Creating(view.generation(), reply.epoch())
                                : new CookieState.Active(view.generation(), reply.epoch()));
                settle();
            }
        }
    }

    private void lookUpFailed(CacheException error) {
        boolean otherData = error.reason() == Reason.REFUSED_AUX && view.refused();
        if (error.code() == ErrorCode.ESTALE || otherData) {
            lookUpAgain(error.reason());
        } else {
            volume.lookUpFailed(error.reason());
            fail(error.reason(), "look-up of " + this + ": " + error.getMessage());
        }
    }

    private void lookUpAgain(Reason reason) {
        if (++overtaken > ClientLimits.MAX_OVERTAKEN_LOOKUPS) {
            fail(reason, "look-up of " + this + " was overtaken " + overtaken + " times");
        } else {
            lookUp();
        }
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

    @Override
    public CacheOperation beginRead() throws CacheException {
        return begin();
    }

    @Override
    public CacheOperation beginWrite() throws CacheException {
        return begin();
    }

    private CacheOperation begin() throws CacheException {
        long end = cache.clock().getAsLong() + Limits.BEGIN_DEADLINE.toNanos();
        while (true) {
            CompletableFuture<Void> wait;
            synchronized (this) {
                Stamp stamp = view.stamp();
                if (stamp != null) {
                    return operation(stamp);
                }
                requireUse();
                lookUpIfIdle();
                if (state instanceof CookieState.Failed failed) {
                    throw notCached(failed.reason(), failed.message());
                }
                wait = settled;
            }
            long left = end - cache.clock().getAsLong();
            try {
                Async.await(wait, Duration.ofNanos(Math.max(1, left)), "look-up or invalidation of " + this);
            } catch (CacheException e) {
                cache.notCached(id, e.reason());
                throw e;
            }
        }
    }

    private ClusterOperation operation(Stamp stamp) throws CacheException {
        if (uses == 0) {
            throw notCached(Reason.NOT_IN_USE, this + " is not in use");
        }
        if (view.disabled()) {
            throw notCached(Reason.DISABLED_BY_DIO_WRITE, this + " is written past the cache");
        }
        return new ClusterOperation(this, cache, stamp);
    }

    private void requireUse() throws CacheException {
        if (isGone()) {
            throw notCached(
                    state instanceof CookieState.Withdrawing ? Reason.SHUTTING_DOWN : Reason.RELINQUISHED,
                    this + " has been given back");
        }
        if (uses == 0) {
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
    }

    synchronized boolean isCurrent(Stamp stamp) {
        return view.isCurrent(stamp);
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

    /** Bytes have been stored. */
    synchronized void stored(Stamp stamp) {
        if (view.isCurrent(stamp) && state instanceof CookieState.Creating creating) {
            transition(new CookieState.Active(creating.generation(), creating.epoch()));
        }
    }

    @Override
    public void update(byte @Nullable [] newAux, @Nullable Long newSize) throws CacheException {
        CompletableFuture<Void> done;
        synchronized (this) {
            Bytes aux = view.aux();
            Bytes wanted = newAux == null ? aux : Bytes.of(newAux);
            long size = newSize == null ? view.objectSize() : newSize;
            if (wanted.equals(aux) && size == view.objectSize()) {
                return;
            }
            if (wanted.length() != aux.length()) {
                throw new CacheException(
                        ErrorCode.EINVAL,
                        Reason.NONE,
                        "coherency data of " + this + " has " + aux.length() + " bytes, not " + wanted.length());
            }
            done = change(Change.Kind.UPDATE, wanted, false, size, false);
        }
        Async.await(done, Limits.INVALIDATE_DEADLINE.plus(Limits.LEASE), "update of " + this);
    }

    @Override
    public void resize(long newSize) throws CacheException {
        synchronized (this) {
            if (uses == 0) {
                throw new IllegalStateException("cookie " + this + " is not in use");
            }
        }
        update(null, newSize);
    }

    @Override
    public synchronized long objectSize() {
        return view.objectSize();
    }

    @Override
    public CompletionStage<Void> invalidate(byte @Nullable [] newAux, long size, Set<InvalidateFlag> flags) {
        if (size < 0 || (newAux != null && newAux.length > Limits.MAX_AUX_BYTES)) {
            return CompletableFuture.failedFuture(new CacheException(
                    ErrorCode.EINVAL,
                    Reason.NONE,
                    "size " + size + " or coherency data of " + this + " out of bounds"));
        }
        synchronized (this) {
            return change(
                    Change.Kind.INVALIDATE,
                    newAux == null ? view.aux() : Bytes.of(newAux),
                    newAux == null,
                    size,
                    flags.contains(InvalidateFlag.DIO_WRITE));
        }
    }

    private CompletableFuture<Void> change(Change.Kind kind, Bytes newAux, boolean keepAux, long size, boolean dio) {
        Change change = new Change(
                cache.newOperation(),
                kind,
                volume.key(),
                key,
                view.generation(),
                keepAux ? Bytes.EMPTY : newAux,
                keepAux,
                size,
                dio);
        return send(change, newAux, size);
    }

    private void sendAgain(Change change) {
        Async.handled(send(change, view.aux(), view.objectSize()));
    }

    private CompletableFuture<Void> send(Change change, Bytes aux, long objectSize) {
        view.changing(change, aux, objectSize);
        unconfirmed = change;
        CookieState invalidating = new CookieState.Invalidating();
        if (state.mayBecome(invalidating)) {
            if (settled.isDone()) {
                settled = new CompletableFuture<>();
            }
            transition(invalidating);
        }
        changing++;
        CompletableFuture<Void> result = new CompletableFuture<>();
        Async.handled(cache.changes().send(volume, change).whenComplete((reply, failure) -> {
            CacheException error = failure == null ? null : Async.cause(failure);
            changed(change, error);
            if (error == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(error);
            }
        }));
        return result;
    }

    private synchronized void changed(Change change, @Nullable CacheException error) {
        changing--;
        if (changing == 0) {
            view.changed();
        }
        Change pending = unconfirmed;
        boolean latest = pending != null && pending.operation().equals(change.operation());
        if (latest && (error == null || error.code() != ErrorCode.ETIMEDOUT)) {
            unconfirmed = null;
        }
        if (changing > 0 || !(state instanceof CookieState.Invalidating)) {
            return;
        }
        if (error != null && latest) {
            fail(error.reason(), "change of " + this + ": " + error.getMessage());
        } else if (unconfirmed != null) {
            fail(Reason.DEADLINE, "the outcome of a change of " + this + " is unknown");
        } else if (uses > 0) {
            CompletableFuture<Void> waiting = settled;
            overtaken = 0;
            lookUp();
            waiting.complete(null);
        } else {
            transition(new CookieState.Quiescent());
            settle();
        }
    }

    @Override
    public void relinquish(boolean retire) throws CacheException {
        synchronized (this) {
            if (state instanceof CookieState.Relinquishing || state instanceof CookieState.Dropped) {
                LOG.atWarn().addKeyValue("cookie", this).log("relinquished twice: ignored");
                return;
            }
            if (uses > 0) {
                throw new IllegalStateException("cookie " + this + " is in use");
            }
            cancelLru();
            view.forget();
            transition(new CookieState.Relinquishing());
            settle();
            if (marked) {
                giveMarkBack();
            }
        }
        try {
            if (retire) {
                retire();
            }
        } finally {
            synchronized (this) {
                transition(new CookieState.Dropped());
            }
            volume.dropped(this);
        }
    }

    private void retire() throws CacheException {
        CompletableFuture<Void> done;
        synchronized (this) {
            done = change(Change.Kind.RETIRE, view.aux(), true, view.objectSize(), false);
        }
        Async.await(done, Limits.INVALIDATE_DEADLINE.plus(Limits.LEASE), "retirement of " + this);
    }

    /** The client is closed: nothing begins any more. */
    synchronized void withdraw() {
        CookieState withdrawing = new CookieState.Withdrawing();
        if (state.mayBecome(withdrawing)) {
            cancelLru();
            view.forget();
            // It goes with the session.
            marked = false;
            transition(withdrawing);
            settle();
        }
    }

    @Override
    public synchronized CookieState state() {
        return state;
    }

    @Override
    public synchronized boolean enabled() {
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
