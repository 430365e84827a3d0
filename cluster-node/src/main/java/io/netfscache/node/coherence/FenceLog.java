package io.netfscache.node.coherence;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which objects and volumes were fenced lately, so that an answer that was asked for before a fence and comes
 * after it can be told (COHERENCE 4.2). Not safe for use by many threads: its owner locks.
 */
final class FenceLog {
    private final int capacity;
    private final LinkedHashMap<Object, Long> lastFence = new LinkedHashMap<>();
    private long clock;
    private long forgottenUntil;

    FenceLog(int capacity) {
        this.capacity = capacity;
    }

    /** A point in the order of fences, for {@link #fencedSince}. */
    long now() {
        return clock;
    }

    void note(Fence fence) {
        Object subject = fence.scope() == Fence.Scope.OBJECT ? fence.cookie() : fence.volumeKey();
        lastFence.remove(subject);
        lastFence.put(subject, ++clock);
        if (lastFence.size() > capacity) {
            Map.Entry<Object, Long> oldest = lastFence.entrySet().iterator().next();
            forgottenUntil = oldest.getValue();
            lastFence.remove(oldest.getKey());
        }
    }

    /** Whether the object or its volume was fenced after {@code time}; true when that is not known any more. */
    boolean fencedSince(long time, CookieId cookie, String volumeKey) {
        return time < forgottenUntil
                || lastFence.getOrDefault(cookie, 0L) > time
                || lastFence.getOrDefault(volumeKey, 0L) > time;
    }
}
