package io.netfscache.node.coherence;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when a test says so, and then does what is due. */
public final class ManualTime implements Timer {
    private record Task(long at, long order, Runnable body) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private long now = 1_000_000_000_000L;
    private long wallOffsetMillis;
    private long order;

    public long nanos() {
        return now;
    }

    public Clocks clocks() {
        return new Clocks(this::nanos, () -> now / 1_000_000 + wallOffsetMillis);
    }

    /** The time of day jumps; the monotonic clock does not. */
    public void jump(long millis) {
        wallOffsetMillis += millis;
    }

    @Override
    public Alarm after(long nanos, Runnable body) {
        Task task = new Task(now + Math.max(0, nanos), order++, body);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** The process stands still: what is due is done only when time passes again. */
    public void standStill(long nanos) {
        now += nanos;
    }

    /** Lets the time pass, task by task. */
    public void pass(long nanos) {
        long end = now + nanos;
        while (!tasks.isEmpty() && tasks.peek().at <= end) {
            Task task = tasks.remove();
            now = Math.max(now, task.at);
            task.body.run();
        }
        now = end;
    }
}
