package io.netfscache.cli;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** Where the command line takes its clock and its threads from; nothing else here calls for them. */
public final class Wiring {
    private Wiring() {}

    /** A stopwatch that runs from now on. */
    public static Stopwatch stopwatch() {
        return new Stopwatch(nanoClock());
    }

    /** The clock of the machine, for differences only. */
    public static LongSupplier nanoClock() {
        return System::nanoTime;
    }

    /** The time of day of the machine, in milliseconds since 1970. */
    public static LongSupplier wallMillis() {
        return System::currentTimeMillis;
    }

    /** Does nothing for a while. */
    public static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** Runs {@code task} when the process is told to stop, or ends for another reason. */
    public static Thread atShutdown(String name, Runnable task) {
        Thread hook = new Thread(task, name);
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /** Takes back {@link #atShutdown}; too late when the process is ending already. */
    public static void notAtShutdown(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs or has run: it does no harm twice.
            return;
        }
    }

    /** Starts a thread that does not keep the process alive. */
    public static void daemon(String name, Runnable task) {
        daemonThread(name, task).start();
    }

    /** Runs {@code task} on a daemon thread of that name, at first after one {@code interval}; never twice at a time. */
    public static void every(Duration interval, String name, Runnable task) {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(runnable -> daemonThread(name, runnable));
        timer.scheduleWithFixedDelay(guarded(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A task that has failed once would not run again. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(Wiring.class).atError().setCause(e).log("a task failed; it is tried again");
            }
        };
    }

    /** Makes such a thread without starting it. */
    public static Thread daemonThread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** So many of them, for tasks; whoever asks bounds the number of tasks. */
    static ExecutorService workers(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> daemonThread(name + "-" + number.incrementAndGet(), task));
    }
}
