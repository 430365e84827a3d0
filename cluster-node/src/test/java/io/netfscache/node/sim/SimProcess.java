package io.netfscache.node.sim;

import io.netfscache.node.coherence.Clocks;
import io.netfscache.node.coherence.Timer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A process on a machine of its own: clocks that drift and jump, pauses during which messages and timers queue up, deaths
 * after which nothing of the old life happens any more.
 */
final class SimProcess implements Timer {
    private static final long CLOCK_ERROR = 1_000;
    /** All that has waited for a paused process happens within this time. */
    private static final long WAKING_NANOS = 3_000_000;

    private static final long WALL_MILLIS = 1_700_000_000_000L;

    private final String name;
    private final Scheduler scheduler;
    private final double rate;
    private final long monotonicStart;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long wallShiftMillis;
    /** Time that the monotonic clock has missed because the machine was suspended. */
    private long frozenNanos;

    private long pausedAt;
    private boolean paused;
    private boolean frozen;
    private boolean dead;
    private long life = 1;

    /** @param rate of both clocks; 1.01: one per cent fast */
    SimProcess(String name, Scheduler scheduler, double rate) {
        this.name = name;
        this.scheduler = scheduler;
        this.rate = rate;
        this.monotonicStart = scheduler.between(1, 1L << 40);
    }

    String name() {
        return name;
    }

    Clocks clocks() {
        return new Clocks(this::nanos, this::wallMillis);
    }

    long nanos() {
        long now = frozen ? pausedAt : scheduler.now();
        return monotonicStart + (long) ((now - frozenNanos) * rate);
    }

    long wallMillis() {
        return WALL_MILLIS + wallShiftMillis + (long) (scheduler.now() * rate) / 1_000_000;
    }

    void jump(long millis) {
        wallShiftMillis += millis;
    }

    boolean isUp() {
        return !dead;
    }

    boolean isPaused() {
        return paused;
    }

    boolean responds() {
        return !dead && !paused;
    }

    /** Which of its lives the process is in. */
    long life() {
        return life;
    }

    /** @param suspended the machine, so that its monotonic clock stands still */
    void pause(boolean suspended) {
        if (!paused && !dead) {
            paused = true;
            frozen = suspended;
            pausedAt = scheduler.now();
        }
    }

    void resume() {
        if (!paused) {
            return;
        }
        if (frozen) {
            frozenNanos += scheduler.now() - pausedAt;
        }
        paused = false;
        frozen = false;
        while (!waiting.isEmpty()) {
            Runnable task = waiting.removeFirst();
            long queued = life;
            // Sockets may be read before timers that were due long before, or after.
            scheduler.after(scheduler.between(0, WAKING_NANOS), () -> run(queued, task));
        }
    }

    void die() {
        dead = true;
        paused = false;
        frozen = false;
        waiting.clear();
        life++;
    }

    void restart() {
        dead = false;
        life++;
    }

    /** Something reaches the process that was meant for the given life of it. */
    void run(long ofLife, Runnable task) {
        if (dead || ofLife != life) {
            return;
        }
        if (paused) {
            waiting.addLast(task);
        } else {
            task.run();
        }
    }

    void run(Runnable task) {
        run(life, task);
    }

    @Override
    public Alarm after(long nanos, Runnable task) {
        boolean[] cancelled = new boolean[1];
        wake(nanos() + Math.max(0, nanos), () -> {
            if (!cancelled[0]) {
                task.run();
            }
        });
        return () -> cancelled[0] = true;
    }

    /** A timer goes by the monotonic clock: it waits longer when that has stood still. */
    private void wake(long due, Runnable task) {
        long ofLife = life;
        scheduler.after(
                (long) Math.ceil((due - nanos()) / rate),
                () -> run(ofLife, () -> {
                    if (due - nanos() > CLOCK_ERROR) {
                        wake(due, task);
                    } else {
                        task.run();
                    }
                }));
    }

    @Override
    public String toString() {
        return name;
    }
}
