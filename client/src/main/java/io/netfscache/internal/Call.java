package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A request to a node. {@link #reply()} completes on the connection's event loop, and not before the connection has let
 * go of the caller's buffers.
 */
final class Call {
    /** Where a call is in its life; changed on the event loop only. */
    enum Stage {
        /** For credits. */
        WAITING,
        SENT,
        /** The caller has been told an error, the node may still answer: its credits are not free. */
        ABANDONED,
        ENDED
    }

    private final Requests requests;
    private final Frame frame;
    private final @Nullable ByteBuffer payload;
    private final int bytes;
    private final Duration deadline;
    private final CompletableFuture<Frame> reply = new CompletableFuture<>();

    // On the event loop only.
    long id;
    Stage stage = Stage.WAITING;

    @Nullable
    Destination destination;

    @Nullable
    Future<?> timer;

    @Nullable
    Future<?> payloadWritten;

    Call(
            Requests requests,
            Frame frame,
            @Nullable Destination destination,
            @Nullable ByteBuffer payload,
            int bytes,
            Duration deadline) {
        this.requests = requests;
        this.frame = frame;
        this.destination = destination;
        this.payload = payload;
        this.bytes = bytes;
        this.deadline = deadline;
    }

    CompletableFuture<Frame> reply() {
        return reply;
    }

    /** Ends the call with {@code why}, soon; the reply of the node, if it still comes, is thrown away. */
    void abort(CacheException why) {
        requests.abort(this, why);
    }

    Frame frame() {
        return frame;
    }

    @Nullable
    ByteBuffer payload() {
        return payload;
    }

    /** Byte credits that it takes. */
    int bytes() {
        return bytes;
    }

    Duration deadline() {
        return deadline;
    }
}
