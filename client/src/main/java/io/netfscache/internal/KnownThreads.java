package io.netfscache.internal;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Makes threads and remembers them until they have ended, so that who closes can wait for that. An executor calls itself
 * terminated a little before its last thread has ended. Any thread.
 */
final class KnownThreads implements ThreadFactory {
    private final ThreadFactory factory;
    private final LongSupplier clock;
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    /** @param clock monotonic, in nanoseconds */
    KnownThreads(ThreadFactory factory, LongSupplier clock) {
        this.factory = factory;
        this.clock = clock;
    }

    @Override
    public Thread newThread(Runnable task) {
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = factory.newThread(task);
        threads.add(thread);
        return thread;
    }

    /** Waits for the ends of all of them but the one that calls, also when it is interrupted; those that have not ended in time. */
    List<Thread> awaitEnds(Duration longest) {
        long end = clock.getAsLong() + longest.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= joined(thread, end);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().filter(KnownThreads::isLeft).toList();
    }

    /** Waits for the end of the thread; whether the one that waits was interrupted. */
    private boolean joined(Thread thread, long end) {
        boolean interrupted = false;
        long millis = TimeUnit.NANOSECONDS.toMillis(end - clock.getAsLong());
        while (isLeft(thread) && millis > 0) {
            try {
                thread.join(millis);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            millis = TimeUnit.NANOSECONDS.toMillis(end - clock.getAsLong());
        }
        return interrupted;
    }

    private static boolean isLeft(Thread thread) {
        return thread != Thread.currentThread() && thread.isAlive();
    }
}
