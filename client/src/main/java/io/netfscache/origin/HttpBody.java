package io.netfscache.origin;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as it comes in, pulled by its reader: at most one batch of buffers waits. A server that falls
 * silent is an error after a deadline, which the JDK's own body streams lack.
 */
final class HttpBody implements HttpResponse.BodySubscriber<HttpBody> {
    private record Event(List<ByteBuffer> buffers, @Nullable Throwable error, boolean end) {}

    private final Duration deadline;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private List<ByteBuffer> current = List.of();
    private boolean ended;

    HttpBody(Duration deadline) {
        this.deadline = deadline;
    }

    /** There at once: the response is handed over when its headers have come. */
    @Override
    public CompletionStage<HttpBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
        subscription = made;
        made.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event(buffers, null, false));
    }

    @Override
    public void onError(Throwable error) {
        events.add(new Event(List.of(), error, true));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), null, true));
    }

    /** Fills {@code into} or comes to the end; bytes read. */
    int read(ByteBuffer into) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            ByteBuffer next = next();
            if (next == null) {
                break;
            }
            int n = Math.min(into.remaining(), next.remaining());
            into.put(into.position(), next, next.position(), n);
            into.position(into.position() + n);
            next.position(next.position() + n);
            total += n;
        }
        return total;
    }

    private @Nullable ByteBuffer next() throws IOException {
        while (true) {
            for (ByteBuffer buffer : current) {
                if (buffer.hasRemaining()) {
                    return buffer;
                }
            }
            if (ended) {
                return null;
            }
            take();
        }
    }

    private void take() throws IOException {
        Event event;
        try {
            event = events.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while reading the body");
        }
        if (event == null) {
            throw new HttpTimeoutException("no bytes for " + deadline);
        }
        if (event.error() != null) {
            throw new IOException("the body ended early: " + event.error().getMessage(), event.error());
        }
        current = event.buffers();
        ended = event.end();
        Flow.Subscription source = subscription;
        if (!ended && source != null) {
            source.request(1);
        }
    }

    /** Wants no more of it. */
    void cancel() {
        Flow.Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
    }
}
