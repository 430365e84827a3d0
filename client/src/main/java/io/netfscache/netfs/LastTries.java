package io.netfscache.netfs;

import io.netfscache.origin.OriginBusyException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often what the origin turns away for now is tried again before it is given up, and for how long. An interrupt ends the
 * waiting: what it was for is tried once more. For use by one thread.
 */
final class LastTries {
    private final WriteTime time;
    private final long end;
    private int failures;
    private boolean interrupted;

    LastTries(WriteTime time) {
        this(time, time.clock().getAsLong() + NetfsLimits.LAST_TRIES_BUDGET.toNanos());
    }

    private LastTries(WriteTime time, long end) {
        this.time = time;
        this.end = end;
    }

    /** Those of another file, which are to end at the same time. */
    LastTries next() {
        LastTries next = new LastTries(time, end);
        next.interrupted = interrupted;
        return next;
    }

    /** How long to wait before the next try; null when there is to be none. */
    @Nullable
    Duration waitAfter(IOException failure) {
        failures++;
        if (!(failure instanceof OriginBusyException busy) || failures >= NetfsLimits.LAST_TRIES || interrupted) {
            return null;
        }
        Duration wanted = busy.retryAfter();
        Duration wait = backOff().plus(wanted == null ? Duration.ZERO : wanted);
        boolean inTime = wait.compareTo(Duration.ofNanos(end - time.clock().getAsLong())) <= 0;
        return inTime ? wait : null;
    }

    /** Doubles with each failure, half of it by chance. */
    private Duration backOff() {
        long longest = NetfsLimits.MIN_LAST_BACK_OFF.toNanos() << (failures - 1);
        return Duration.ofNanos(longest / 2 + time.random().nextLong(longest / 2));
    }

    /** Waits; an interrupt is kept for later. */
    void pause(Duration wait) {
        try {
            time.pause().of(wait);
        } catch (InterruptedException e) {
            interrupted = true;
            Thread.currentThread().interrupt();
        }
    }
}
