package io.netfscache.node.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How long things have been there, by this node's clock. What is missing at one look is forgotten. For one look at a time. */
final class FirstSeen<T> {
    private final LongSupplier nanoClock;
    private volatile Map<T, Long> first = Map.of();

    FirstSeen(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Nanoseconds since each of the things that are there now was first seen. */
    Map<T, Long> ages(Collection<T> now) {
        long nanos = nanoClock.getAsLong();
        Map<T, Long> still = new HashMap<>();
        Map<T, Long> ages = new HashMap<>();
        for (T thing : now) {
            long since = first.getOrDefault(thing, nanos);
            still.put(thing, since);
            ages.put(thing, nanos - since);
        }
        first = still;
        return ages;
    }
}
