package io.netfscache.netfs;

import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Where this package takes its time, randomness and threads from; the only class of it that does. */
final class Wiring {
    private static final long IDLE_WORKER_SECONDS = 5;

    private Wiring() {}

    /** Monotonic time in nanoseconds. */
    static LongSupplier clock() {
        return System::nanoTime;
    }

    /** Time for write-backs. */
    static WriteTime writeTime() {
        return new WriteTime(clock(), new Random(), wait -> Thread.sleep(wait.toMillis()));
    }

    /** A daemon thread that ends when nothing is waiting; what waits as it is shut down is dropped. */
    static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(IDLE_WORKER_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    /** Daemon threads that end when idle; work beyond {@code queue} is refused. */
    static ThreadPoolExecutor workers(String name, int threads, int queue) {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                threads, threads, IDLE_WORKER_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }
}
