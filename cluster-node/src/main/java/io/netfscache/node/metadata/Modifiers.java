package io.netfscache.node.metadata;

import io.netfscache.protocol.SessionId;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions that are changing an object, each with the sequence number of its mark. Marks are set absolutely, never
 * counted (COHERENCE 7.1). The number goes with the mark: a use that arrives after the unuse which followed it sets the
 * mark again, and it stays until the session ends, which costs a fence and nothing else.
 */
public record Modifiers(Map<SessionId, Long> marks) {
    public static final Modifiers NONE = new Modifiers(Map.of());

    public Modifiers {
        marks = Map.copyOf(marks);
    }

    public boolean isEmpty() {
        return marks.isEmpty();
    }

    boolean hasRoomFor(SessionId session) {
        return marks.size() < MetadataLimits.MODIFIERS || marks.containsKey(session);
    }

    boolean hasRoomFor(Modifiers more) {
        return more.marks.keySet().stream().allMatch(this::hasRoomFor);
    }

    /** This itself when the session has a mark of this or a higher sequence. */
    public Modifiers with(SessionId session, long sequence) {
        Long last = marks.get(session);
        if (last != null && last >= sequence) {
            return this;
        }
        Map<SessionId, Long> changed = new HashMap<>(marks);
        changed.put(session, sequence);
        return new Modifiers(changed);
    }

    /** This itself when the session has no mark, or one of a higher sequence. */
    Modifiers without(SessionId session, long sequence) {
        Long last = marks.get(session);
        if (last == null || last > sequence) {
            return this;
        }
        Map<SessionId, Long> changed = new HashMap<>(marks);
        changed.remove(session);
        return new Modifiers(changed);
    }

    /** All marks of both, each with its higher sequence. */
    Modifiers union(Modifiers other) {
        Modifiers all = this;
        for (Map.Entry<SessionId, Long> mark : other.marks.entrySet()) {
            all = all.with(mark.getKey(), mark.getValue());
        }
        return all;
    }
}
