package io.netfscache.internal;

import io.netfscache.CookieState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often cookies of this client have come into each state. */
final class Transitions {
    private final Map<Class<? extends CookieState>, LongAdder> counts = new ConcurrentHashMap<>();

    void count(CookieState state) {
        counts.computeIfAbsent(state.getClass(), type -> new LongAdder()).increment();
    }

    long of(Class<? extends CookieState> state) {
        LongAdder count = counts.get(state);
        return count == null ? 0 : count.sum();
    }
}
