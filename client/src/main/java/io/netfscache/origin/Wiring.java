package io.netfscache.origin;

import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where this package takes its time and threads from; the only class of it that does. */
final class Wiring {
    private static final long IDLE_WORKER_SECONDS = 5;

    private Wiring() {}

    /** Time of day, to compare with an origin's timestamps. */
    static InstantSource wallClock() {
        return InstantSource.system();
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
