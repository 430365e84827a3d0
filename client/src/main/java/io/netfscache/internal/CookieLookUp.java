package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.internal.coherence.ObjectView;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;

/**
 * The conversation in which a cookie is looked up. A look-up is one USE to the session node, which registers our
 * interest, marks a modifier in the record and tells what the record says; one that fences or gaps overtake is done again,
 * a bounded number of times. Guarded by the cookie's lock, which answers take.
 */
final class CookieLookUp {
    /** Is told how it ended, with the lock held. */
    interface Listener {
        void lookedUp(CookieReply record, long epoch);

        void lookUpFailed(Reason reason, String message);
    }

    private final Object lock;
    private final Listener listener;
    private final ClusterVolume volume;
    private final ClusterCache cache;
    private final Bytes key;
    private final boolean anySize;
    private final ObjectView view;
    private final CookieUses uses;
    private int overtaken;

    /** @param lock the cookie's */
    CookieLookUp(
            Object lock,
            Listener listener,
            ClusterVolume volume,
            ClusterCache cache,
            Bytes key,
            boolean anySize,
            ObjectView view,
            CookieUses uses) {
        this.lock = lock;
        this.listener = listener;
        this.volume = volume;
        this.cache = cache;
        this.key = key;
        this.anySize = anySize;
        this.view = view;
        this.uses = uses;
    }

    void start() {
        overtaken = 0;
        ask();
    }

    /** Once more, with the mark that is wanted now; the answer to the last question is not looked at. */
    void ask() {
        long ticket = view.ask();
        boolean modify = uses.willModify();
        long sequence = cache.nextSequence();
        uses.asked(modify);
        Use use = new Use(
                cache.newOperation(), volume.key(), key, view.aux(), view.objectSize(), anySize, modify, sequence);
        Async.handled(volume.acquired()
                .thenCompose(generation -> cache.session().verified(use, Limits.LOOKUP_DEADLINE))
                .whenComplete((reply, error) -> {
                    synchronized (lock) {
                        uses.madeLate(sequence, modify);
                        if (reply != null) {
                            answered(ticket, modify, reply);
                        } else if (view.isAsking(ticket)) {
                            failed(Async.cause(error));
                        }
                    }
                }));
    }

    private void answered(long ticket, boolean modify, Session.Verified reply) {
        switch (view.answered(ticket, reply.reply(), reply.epoch())) {
            case IGNORED -> {}
            case OVERTAKEN -> again(Reason.VERIFYING);
            case ACCEPTED -> {
                uses.confirmed(modify);
                listener.lookedUp(reply.reply(), reply.epoch());
            }
        }
    }

    private void failed(CacheException error) {
        boolean otherData = error.reason() == Reason.REFUSED_AUX && view.refused();
        if (error.code() == ErrorCode.ESTALE || otherData) {
            again(error.reason());
        } else {
            volume.lookUpFailed(error.reason());
            listener.lookUpFailed(error.reason(), "look-up of " + listener + ": " + error.getMessage());
        }
    }

    private void again(Reason reason) {
        if (++overtaken > ClientLimits.MAX_OVERTAKEN_LOOKUPS) {
            listener.lookUpFailed(reason, "look-up of " + listener + " was overtaken " + overtaken + " times");
        } else {
            ask();
        }
    }
}
