package io.netfscache.node.coherence;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
    private record Change(Object subject, Generation base, Generation next) {}

    private record Taken(long order, long nanos) {}

    /** What is retained for one object or volume: the generations that fences have ended and have brought. */
    private static final class Subject {
        final Map<Generation, Integer> ended = new HashMap<>();
        final Map<Generation, Integer> begun = new HashMap<>();
    }

    private final int capacity;
    private final LongSupplier nanoClock;
    private final Rules rules;
    /** The change that was last taken longest ago comes first. */
    private final Map<Change, Taken> taken = new LinkedHashMap<>();

    private final Map<Object, Subject> subjects = new HashMap<>();
    private long order;
    private long forgottenUntil;
    /** Until when a fence that had to go before its time may be contradicted by an owner that has been replaced. */
    private long missedUntilNanos;

    private boolean missed;

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
        if (fence.isOfCoherencyOnly()) {
            return;
        }
        boolean object = fence.scope() == Fence.Scope.OBJECT;
        Object key = object ? fence.cookie() : fence.volumeKey();
        Generation base = object ? fence.base().object() : fence.base().volume();
        Generation next = object ? fence.next().object() : fence.next().volume();
        long now = nanoClock.getAsLong();
        forget(now, 1);
        Change change = new Change(key, base, next);
        boolean again = taken.remove(change) != null;
        taken.put(change, new Taken(++order, now));
        if (again) {
            return;
        }
        Subject subject = subjects.computeIfAbsent(key, any -> new Subject());
        subject.ended.merge(base, 1, Integer::sum);
        subject.begun.merge(next, 1, Integer::sum);
    }

    private void forget(long now, int room) {
        Iterator<Map.Entry<Change, Taken>> oldest = taken.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Change, Taken> entry = oldest.next();
            if (taken.size() + room <= capacity && now - entry.getValue().nanos <= LeaseTimes.RETAINED) {
                return;
            }
            Change change = entry.getKey();
            long until = entry.getValue().nanos + LeaseTimes.RETAINED;
            if (until - now >= 0) {
                missed = true;
                missedUntilNanos = until;
            }
            forgottenUntil = entry.getValue().order;
            oldest.remove();
            Subject subject = Objects.requireNonNull(subjects.get(change.subject));
            release(subject.ended, change.base);
            release(subject.begun, change.next);
            if (subject.begun.isEmpty()) {
                subjects.remove(change.subject);
            }
        }
    }

    private static void release(Map<Generation, Integer> counts, Generation generation) {
        counts.computeIfPresent(generation, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Whether an answer on an object that was asked at {@code time} counts no more. */
    boolean beat(long time, CookieId cookie, Generation answer) {
        return beats(time, cookie, answer);
    }

    /** Whether an answer on a volume that was asked at {@code time} counts no more. */
    boolean beat(long time, String volumeKey, Generation answer) {
        return beats(time, volumeKey, answer);
    }

    private boolean beats(long time, Object key, Generation answer) {
        if (rules.broken(Sabotage.FENCE_LOSES_TO_ANSWER)) {
            return false;
        }
        long now = nanoClock.getAsLong();
        forget(now, 0);
        if (time < forgottenUntil) {
            return true;
        }
        @Nullable Subject subject = subjects.get(key);
        if (subject == null) {
            return missed && missedUntilNanos - now >= 0;
        }
        // Whatever no retained fence has brought may come from an owner that has been replaced and does not know it
        // yet.
        boolean current = subject.begun.containsKey(answer) && !subject.ended.containsKey(answer);
        return !current;
    }
}
