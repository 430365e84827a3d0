package io.netfscache.chaos;

import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.protocol.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Changes a file at the origin and invalidates it, over and over, on a thread of its own, and notes how long each
 * invalidation took. Between two changes the readers get to read the file some times, so that there is something to
 * invalidate.
 */
final class Changer implements AutoCloseable {
    private static final int READS_PER_CHANGE = 15;
    private static final Duration POLL = Duration.ofMillis(2);

    /** One invalidation, in nanoseconds of the history's clock. */
    record Invalidation(long began, long ended, boolean acknowledged) {}

    private final VersionedFile file;
    private final TestClient writer;
    private final Queue<Invalidation> invalidations = new ConcurrentLinkedQueue<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicBoolean done = new AtomicBoolean();
    private final Future<?> running;

    private Changer(VersionedFile file, TestClient writer) {
        this.file = file;
        this.writer = writer;
        this.running = thread.submit(() -> {
            while (!done.get()) {
                change();
            }
            return null;
        });
    }

    /** @param file is changed by nobody else until this has stopped */
    static Changer start(VersionedFile file, TestClient writer) {
        return new Changer(file, writer);
    }

    private void change() throws IOException {
        int version = file.writeNext();
        long began = VersionedFile.tick();
        boolean acknowledged = invalidate();
        invalidations.add(new Invalidation(began, VersionedFile.tick(), acknowledged));
        if (acknowledged) {
            file.acknowledged(version);
        }
        int readsBefore = file.reads();
        await("reads go on")
                .atMost(Waits.SETTLED)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(() -> done.get() || file.reads() >= readsBefore + READS_PER_CHANGE);
    }

    /** Whether it was acknowledged; else its outcome is unknown. */
    private boolean invalidate() throws IOException {
        try {
            writer.invalidate(file.path());
            return true;
        } catch (CacheException e) {
            if (e.code() == ErrorCode.ETIMEDOUT) {
                return false;
            }
            throw e;
        }
    }

    /** Waits until so many more invalidations, begun from now on, have been acknowledged. */
    void awaitMore(int count) {
        long from = VersionedFile.tick();
        await(count + " more invalidations")
                .atMost(Waits.SETTLED)
                .failFast("the changes have ended", running::isDone)
                .until(() -> invalidations.stream()
                                .filter(each -> each.began() >= from && each.acknowledged())
                                .count()
                        >= count);
    }

    /** Invalidations that were under way at some time between the two. */
    Durations during(long from, long to) {
        return Durations.ofNanos(invalidations.stream()
                .filter(each -> each.ended() >= from && each.began() < to)
                .map(each -> each.ended() - each.began())
                .toList());
    }

    /** Invalidations of which the outcome stayed unknown. */
    long unknown() {
        return invalidations.stream().filter(each -> !each.acknowledged()).count();
    }

    /** Ends after the change that is under way; what went wrong fails this. */
    void stop() throws Exception {
        done.set(true);
        running.get(Waits.SETTLED.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        done.set(true);
        thread.shutdown();
    }
}
