package io.netfscache.node.sim;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** The time of the simulated world and all that is going to happen in it: one queue, one random source, no threads. */
final class Scheduler {
    private static final class Event implements Comparable<Event> {
        final long time;
        final long order;
        final Runnable task;

        Event(long time, long order, Runnable task) {
            this.time = time;
            this.order = order;
            this.task = task;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(1024);
    private final SplittableRandom random;
    private long now;
    private long order;

    Scheduler(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Nanoseconds since the world began. */
    long now() {
        return now;
    }

    SplittableRandom random() {
        return random;
    }

    /** What happens at one time happens in the order in which it was scheduled. */
    void after(long nanos, Runnable task) {
        events.add(new Event(now + Math.max(0, nanos), order++, task));
    }

    /** Lets all happen that is due until {@code time}. */
    void runUntil(long time) {
        while (true) {
            Event next = events.peek();
            if (next == null || next.time > time) {
                now = time;
                return;
            }
            events.remove();
            now = next.time;
            next.task.run();
        }
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Uniform in {@code [from, to)}. */
    long between(long from, long to) {
        return from >= to ? from : random.nextLong(from, to);
    }
}
