package io.netfscache.node.cache;

import io.netfscache.node.CacheConfig;
import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.Reasons;
import io.netfscache.node.cache.CacheState.Ended;
import io.netfscache.node.cache.CacheState.Failed;
import io.netfscache.node.cache.CacheState.Online;
import io.netfscache.node.cache.CacheState.Resuming;
import io.netfscache.node.cache.CacheState.Withdrawn;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.DirectoryStore;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cache of a node: a directory, and the store in it while it is in service. Any thread; only {@link #open} and {@link
 * #close} block.
 */
public final class Cache {
    private static final Logger log = LoggerFactory.getLogger(Cache.class);

    /** Opens the store of a cache. Blocks on the disk. */
    public interface Opener {
        /**
         * Opens it; the caller closes it.
         *
         * @param trusted false: its disk had errors since it was last closed, so what it has is checked first
         * @throws IOException when it cannot be opened; the message names the directory
         */
        BackingStore open(CacheConfig cache, boolean trusted) throws IOException;
    }

    /**
     * What caches stand on.
     *
     * @param disk runs what blocks on the disk
     */
    public record Ground(Opener opener, Executor disk, Timer timer, LongSupplier nanoClock) {}

    /** What an operator is told who does not wait any longer. */
    private static final String OPENING =
            "is being opened, and its disk does not answer; it comes into service as soon as that does";

    private final CacheConfig config;
    private final Ground ground;
    private final DiskProbe probe;
    private final RecentErrors errors = new RecentErrors();
    private volatile CacheState state;
    /** Whether its disk has had no errors since it was last opened. */
    private volatile boolean trusted = true;

    Cache(CacheConfig config, Ground ground) {
        this.config = config;
        this.ground = ground;
        this.probe = new DiskProbe(config.directory(), ground.nanoClock());
        this.state = new Withdrawn(CompletableFuture.completedFuture(null), now());
    }

    public CacheConfig config() {
        return config;
    }

    public String name() {
        return config.name();
    }

    public CacheState state() {
        return state;
    }

    /** How long it has been out of service, in nanoseconds. */
    public long outNanos() {
        CacheState now = state instanceof Resuming resuming ? resuming.from() : state;
        long since = now instanceof Withdrawn withdrawn
                ? withdrawn.sinceNanos()
                : now instanceof Failed failed ? failed.sinceNanos() : now();
        return now() - since;
    }

    /** The store while it is in service, else null. */
    @Nullable
    BackingStore store() {
        return state instanceof Online online ? online.store() : null;
    }

    /** Why a request for it is refused. */
    NodeException refusal() {
        CacheState now = state;
        return new NodeException(
                ErrorCode.ENOBUFS,
                now instanceof Ended ? Reason.SHUTTING_DOWN : Reason.CACHE_WITHDRAWN,
                "cache \"" + name() + "\" of this node is out of service: " + now.text());
    }

    /** Fails with a {@link NodeException} when that store is not the one in service. */
    void requireOnline(WatchedStore store) {
        if (store() != store) {
            throw refusal();
        }
    }

    private long now() {
        return ground.nanoClock().getAsLong();
    }

    /** The only writer; false when the state is another than {@code from} by now. */
    private boolean transition(CacheState from, CacheState to) {
        synchronized (this) {
            if (state != from) {
                return false;
            }
            state = to;
        }
        if (to instanceof Failed failed && from instanceof Online) {
            log.atError()
                    .log(
                            "cache {} in {} is out of service until its disk works again: {}",
                            name(),
                            config.directory(),
                            failed.why());
        } else if (to instanceof Online && from instanceof Resuming) {
            log.atInfo().log("cache {} in {} is in service again", name(), config.directory());
        } else if (to instanceof Withdrawn && !(from instanceof Resuming)) {
            log.atInfo().log("cache {} in {} is withdrawn by an operator", name(), config.directory());
        }
        return true;
    }

    /** Opens it for the first time. Blocks. */
    void open() throws IOException {
        transition(state, new Online(new WatchedStore(ground.opener().open(config, true), this)));
    }

    /** It could not be opened at the start: it comes back when it can be. */
    void openLater(IOException failure) {
        trusted = false;
        Failed failed = new Failed(Reasons.of(failure), CompletableFuture.completedFuture(null), now());
        if (transition(state, failed)) {
            probeLater(failed);
        }
    }

    /**
     * Takes it out of service: requests are refused from now on, those under way end. Completes when no file of it is open
     * any more; fails with ETIMEDOUT when that takes longer than {@link NodeLimits#WITHDRAW_DEADLINE}. Done already: completes.
     */
    CompletableFuture<Void> withdraw() {
        CacheState now = state;
        if (now instanceof Withdrawn withdrawn) {
            // Another one, so that who waits to put it back does not do so against this later command.
            transition(withdrawn, new Withdrawn(withdrawn.closed(), withdrawn.sinceNanos()));
            return inTime(
                    withdrawn.closed(),
                    "is out of service, but still has files open, of requests under way: ask again");
        }
        if (now instanceof Failed failed) {
            transition(failed, new Withdrawn(failed.closed(), now()));
            return withdraw();
        }
        if (now instanceof Resuming resuming) {
            CompletableFuture<Void> after = resuming.opened().handle((opened, error) -> null);
            return inTime(
                    after.thenCompose(opened -> withdraw()),
                    "is being opened, and its disk does not answer; it is withdrawn as soon as that does");
        }
        if (now instanceof Online online) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            if (transition(online, new Withdrawn(closed, now()))) {
                closeStore(online.store(), closed);
            }
            return withdraw();
        }
        return CompletableFuture.failedFuture(refusal());
    }

    /**
     * Puts it back into service, when the disk has passed a probe. Done already: completes.
     *
     * @return fails with EIO and the directory in the message, when that cannot be used; it stays out of service then. Fails with
     *     ETIMEDOUT after {@link NodeLimits#WITHDRAW_DEADLINE}: while files are still open it stays out of service too; while its disk is
     *     opening it comes into service when that is done. Fails with CACHE_WITHDRAWN when it is withdrawn meanwhile
     */
    CompletableFuture<Void> resume() {
        CacheState now = state;
        if (now instanceof Online) {
            return CompletableFuture.completedFuture(null);
        }
        if (now instanceof Resuming resuming) {
            return inTime(resuming.opened(), OPENING);
        }
        CompletableFuture<Void> closed = now instanceof Withdrawn withdrawn
                ? withdrawn.closed()
                : now instanceof Failed failed ? failed.closed() : null;
        if (closed == null) {
            return CompletableFuture.failedFuture(refusal());
        }
        if (!closed.isDone()) {
            return inTime(closed, "stays out of service: it still has files open, of requests under way; ask again")
                    .thenCompose(done -> state == now || !(state instanceof Withdrawn)
                            ? resume()
                            : CompletableFuture.failedFuture(refusal()));
        }
        Resuming resuming = new Resuming(now, new CompletableFuture<>());
        if (!transition(now, resuming)) {
            return resume();
        }
        startOpening(resuming);
        return inTime(resuming.opened(), OPENING);
    }

    private void startOpening(Resuming resuming) {
        try {
            ground.disk().execute(() -> openAgain(resuming));
        } catch (RejectedExecutionException busy) {
            notOpened(resuming, new IOException("too much disk work", busy));
        }
    }

    private void openAgain(Resuming resuming) {
        BackingStore opened;
        try {
            probe.run();
            opened = ground.opener().open(config, trusted);
        } catch (IOException e) {
            notOpened(resuming, e);
            return;
        } catch (RuntimeException e) {
            notOpened(resuming, new IOException(e));
            return;
        }
        // Before it is in service: errors are counted from then on.
        boolean before = trusted;
        trusted = true;
        if (transition(resuming, new Online(new WatchedStore(opened, this)))) {
            resuming.opened().complete(null);
            return;
        }
        // The node stops.
        trusted = before;
        close(opened);
        resuming.opened().completeExceptionally(refusal());
    }

    private void notOpened(Resuming resuming, IOException failure) {
        if (resuming.from() instanceof Failed failed) {
            // Another one, so that alarms that were set for the former do nothing.
            Failed again = new Failed(failed.why(), failed.closed(), failed.sinceNanos());
            if (transition(resuming, again)) {
                probeLater(again);
            }
        } else {
            transition(resuming, resuming.from());
        }
        resuming.opened()
                .completeExceptionally(new NodeException(
                        ErrorCode.EIO,
                        Reason.NONE,
                        "cache \"" + name() + "\" stays out of service: its directory " + config.directory()
                                + " cannot be used: " + Reasons.of(failure)));
    }

    /** The store in service had an error. Many of them take it out of service. */
    void hadError(WatchedStore store, IOException error) {
        CacheState now = state;
        if (!(now instanceof Online online) || online.store() != store || !DiskProbe.isDiskError(error)) {
            return;
        }
        if (!errors.add(now())) {
            return;
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Failed failed = new Failed(Reasons.of(error), closed, now());
        if (transition(online, failed)) {
            trusted = false;
            closeStore(store, closed);
            probeLater(failed);
        }
    }

    private void probeLater(Failed failed) {
        ground.timer()
                .after(
                        NodeLimits.DISK_PROBE.toNanos(),
                        () -> failed.closed().whenComplete((closed, error) -> {
                            Resuming resuming = new Resuming(failed, new CompletableFuture<>());
                            if (transition(failed, resuming)) {
                                startOpening(resuming);
                            }
                        }));
    }

    private void closeStore(BackingStore store, CompletableFuture<Void> closed) {
        try {
            ground.disk().execute(() -> {
                close(store);
                awaitClosed(store, closed);
            });
        } catch (RejectedExecutionException busy) {
            ground.timer().after(NodeLimits.CLOSED_CHECK.toNanos(), () -> closeStore(store, closed));
        }
    }

    private void close(BackingStore store) {
        try {
            store.close();
            if (!trusted) {
                // Its disk failed: the node may end before it comes back, and the next one has to check it too.
                DirectoryStore.distrust(config.directory());
            }
        } catch (IOException e) {
            // What was not marked as cleanly closed is checked when it is opened again.
            log.atWarn().log("cache {} in {} was not closed cleanly: {}", name(), config.directory(), Reasons.of(e));
        }
    }

    private void awaitClosed(BackingStore store, CompletableFuture<Void> closed) {
        if (store.busyFiles() == 0) {
            closed.complete(null);
        } else {
            ground.timer().after(NodeLimits.CLOSED_CHECK.toNanos(), () -> awaitClosed(store, closed));
        }
    }

    /** A future of its own for who asks, which ends in time. */
    private CompletableFuture<Void> inTime(CompletableFuture<Void> done, String otherwise) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        Timer.Alarm alarm = ground.timer()
                .after(
                        NodeLimits.WITHDRAW_DEADLINE.toNanos(),
                        () -> answer.completeExceptionally(new NodeException(
                                ErrorCode.ETIMEDOUT,
                                Reason.DEADLINE,
                                "cache \"" + name() + "\" of this node " + otherwise)));
        done.whenComplete((nothing, error) -> {
            alarm.cancel();
            if (error == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(NodeException.unwrap(error));
            }
        });
        return answer;
    }

    /** The node stops: it is out of service for good. Blocks. */
    void close() throws IOException {
        CacheState last;
        do {
            last = state;
        } while (!transition(last, new Ended()));
        if (last instanceof Online online) {
            online.store().close();
        }
    }
}
