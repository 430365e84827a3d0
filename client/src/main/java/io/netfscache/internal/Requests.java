package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.ProtocolException;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Welcome;
import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The outstanding requests of one connection, within the node's credits. Everything but {@link #submit} and {@link
 * #abort} runs on the connection's event loop, time-outs too: a call is taken out before its caller hears of it, so that
 * a late reply finds no buffer to write into.
 */
final class Requests {
    /** The socket below. */
    interface Wire {
        /** Writes the frame; the future of the payload's write, if it has one. */
        @Nullable
        Future<?> write(Call call);

        /** Gives the node up. */
        void close(CacheException why);
    }

    private final EventLoop loop;
    private final Wire wire;
    private final String node;
    private final int requestCredits;
    private final long byteCredits;
    private final LongObjectHashMap<Call> sent = new LongObjectHashMap<>();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private long bytesSent;
    private long lastId;
    private @Nullable CacheException closed;

    Requests(EventLoop loop, Wire wire, String node, Welcome credits) {
        this.loop = loop;
        this.wire = wire;
        this.node = node;
        this.requestCredits = credits.requestCredits();
        this.byteCredits = credits.byteCredits();
    }

    void submit(Call call) {
        if (loop.inEventLoop()) {
            accept(call);
            return;
        }
        try {
            loop.execute(() -> accept(call));
        } catch (RejectedExecutionException e) {
            call.reply()
                    .completeExceptionally(
                            new CacheException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the client is closed"));
        }
    }

    /** Ends the call later on the loop, never now: who aborts may hold a lock that the caller's functions want. */
    void abort(Call call, CacheException why) {
        try {
            loop.execute(() -> giveUp(call, why));
        } catch (RejectedExecutionException e) {
            // The loop has ended, and with it the connection and all its calls.
        }
    }

    private void accept(Call call) {
        if (closed != null) {
            call.stage = Call.Stage.ENDED;
            call.reply().completeExceptionally(closed);
            return;
        }
        if (waiting.isEmpty() && hasCredits(call)) {
            send(call);
        } else if (waiting.size() < ClientLimits.MAX_WAITING_REQUESTS) {
            waiting.add(call);
        } else {
            call.stage = Call.Stage.ENDED;
            call.reply()
                    .completeExceptionally(new CacheException(
                            ErrorCode.ENOBUFS,
                            Reason.OVER_LIMIT,
                            waiting.size() + " requests wait for credits of node " + node));
            return;
        }
        call.timer = loop.schedule(() -> timedOut(call), call.deadline().toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean hasCredits(Call call) {
        return sent.size() < requestCredits && bytesSent + call.bytes() <= byteCredits;
    }

    private void send(Call call) {
        call.id = ++lastId;
        call.stage = Call.Stage.SENT;
        sent.put(call.id, call);
        bytesSent += call.bytes();
        call.payloadWritten = wire.write(call);
    }

    private void timedOut(Call call) {
        giveUp(
                call,
                new CacheException(
                        ErrorCode.ENOBUFS,
                        Reason.DEADLINE,
                        call.frame().type() + " to node " + node + " had no answer after " + call.deadline()));
    }

    private void giveUp(Call call, CacheException why) {
        switch (call.stage) {
            case WAITING -> {
                if (!waiting.remove(call)) {
                    // Aborted before it was submitted: accept() comes later on this loop.
                    return;
                }
                end(call);
                call.reply().completeExceptionally(why);
            }
            case SENT -> abandon(call, why);
            case ABANDONED, ENDED -> {}
        }
    }

    private void abandon(Call call, CacheException why) {
        call.stage = Call.Stage.ABANDONED;
        call.destination = null;
        cancelTimer(call);
        Future<?> write = call.payloadWritten;
        if (write != null && !write.isDone()) {
            // The socket still holds the caller's payload and takes nothing: closing it lets go of the payload.
            wire.close(why);
        }
        call.reply().completeExceptionally(why);
        if (closed == null) {
            call.timer = loop.schedule(
                    () -> wire.close(new CacheException(
                            ErrorCode.ENOBUFS,
                            Reason.NO_NODES,
                            "node " + node + " left a request unanswered for " + ClientLimits.ABANDONED_DEADLINE)),
                    ClientLimits.ABANDONED_DEADLINE.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }

    /**
     * The call that a reply is for.
     *
     * @throws ProtocolException when there is none
     */
    Call find(long id) {
        Call call = sent.get(id);
        if (call == null) {
            throw new ProtocolException("reply to request " + id + ", which is not outstanding");
        }
        return call;
    }

    /** The reply has come in full. */
    void complete(Call call, Frame reply) {
        if (release(call)) {
            call.reply().complete(reply);
        }
        admit();
    }

    /** The reply has come in full and is an error. */
    void fail(Call call, CacheException error) {
        if (release(call)) {
            call.reply().completeExceptionally(error);
        }
        admit();
    }

    /** Gives the credits back; whether the caller still waits. */
    private boolean release(Call call) {
        boolean wanted = call.stage == Call.Stage.SENT;
        sent.remove(call.id);
        bytesSent -= call.bytes();
        end(call);
        return wanted;
    }

    private void admit() {
        while (!waiting.isEmpty() && hasCredits(waiting.element())) {
            send(waiting.remove());
        }
    }

    /** The connection is gone: everything ends with {@code why}. */
    void close(CacheException why) {
        if (closed != null) {
            return;
        }
        closed = why;
        ArrayList<Call> all = new ArrayList<>(sent.values());
        all.addAll(waiting);
        sent.clear();
        waiting.clear();
        for (Call call : all) {
            boolean wanted = call.stage != Call.Stage.ABANDONED;
            end(call);
            if (wanted) {
                call.reply().completeExceptionally(why);
            }
        }
    }

    private static void end(Call call) {
        call.stage = Call.Stage.ENDED;
        call.destination = null;
        cancelTimer(call);
    }

    private static void cancelTimer(Call call) {
        Future<?> timer = call.timer;
        if (timer != null) {
            timer.cancel(false);
            call.timer = null;
        }
    }
}
