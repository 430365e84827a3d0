package io.netfscache.node.coherence;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The fences this node has taken lately. They beat the answers of record owners (COHERENCE 4.2): of an object that was
 * fenced lately only the generation counts that the last of its fences has brought. Not safe for use by many threads:
 * its owner locks.
 */
final class RetainedFences {
    private record Taken(Object subject, Generation base, Generation next, long order, long nanos) {}

    /** What is retained for one object or volume: the generations that fences have ended and have brought. */
    private static final class Subject {
        final Map<Generation, Integer> ended = new HashMap<>();
        final Map<Generation, Integer> begun = new HashMap<>();
    }

    private final int capacity;
    private final LongSupplier nanoClock;
    private final Rules rules;
    private final Deque<Taken> taken = new ArrayDeque<>();
    private final Map<Object, Subject> subjects = new HashMap<>();
    private long order;
    private long forgottenUntil;

    RetainedFences(int capacity, LongSupplier nanoClock, Rules rules) {
        this.capacity = capacity;
        this.nanoClock = nanoClock;
        this.rules = rules;
    }

    /** A point in the order of fences, for {@link #beat}. */
    long now() {
        return order;
    }

    void note(Fence fence) {
        boolean object = fence.scope() == Fence.Scope.OBJECT;
        Object key = object ? fence.cookie() : fence.volumeKey();
        Generation base = object ? fence.base().object() : fence.base().volume();
        Generation next = object ? fence.next().object() : fence.next().volume();
        long now = nanoClock.getAsLong();
        forget(now);
        taken.addLast(new Taken(key, base, next, ++order, now));
        Subject subject = subjects.computeIfAbsent(key, any -> new Subject());
        subject.ended.merge(base, 1, Integer::sum);
        subject.begun.merge(next, 1, Integer::sum);
    }

    private void forget(long now) {
        while (!taken.isEmpty() && (taken.size() >= capacity || now - taken.getFirst().nanos > LeaseTimes.RETAINED)) {
            Taken oldest = taken.removeFirst();
            Subject subject = Objects.requireNonNull(subjects.get(oldest.subject));
            release(subject.ended, oldest.base);
            release(subject.begun, oldest.next);
            forgottenUntil = oldest.order;
            if (subject.begun.isEmpty()) {
                subjects.remove(oldest.subject);
            }
        }
    }

    private static void release(Map<Generation, Integer> counts, Generation generation) {
        counts.computeIfPresent(generation, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Whether an answer on an object that was asked at {@code time} counts no more. */
    boolean beat(long time, CookieId cookie, Generation answer) {
        return beats(time, subjects.get(cookie), answer);
    }

    /** Whether an answer on a volume that was asked at {@code time} counts no more. */
    boolean beat(long time, String volumeKey, Generation answer) {
        return beats(time, subjects.get(volumeKey), answer);
    }

    private boolean beats(long time, @Nullable Subject subject, Generation answer) {
        if (rules.broken(Sabotage.FENCE_LOSES_TO_ANSWER)) {
            return false;
        }
        if (time < forgottenUntil) {
            return true;
        }
        if (subject == null) {
            return false;
        }
        // Whatever no retained fence has brought may come from an owner that has been replaced and does not know it
        // yet.
        boolean current = subject.begun.containsKey(answer) && !subject.ended.containsKey(answer);
        return !current;
    }
}
