package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import java.util.HashMap;
import java.util.Map;

/**
 * The objects that a session is modifying, each with the sequence number of the mark (COHERENCE 7.1): what has to be
 * reaped when the session ends without a word. An object is listed before its record is marked. Immutable; readers
 * have no record.
 */
public record SessionRecord(Map<CookieId, Long> objects) {
    static final SessionRecord NONE = new SessionRecord(Map.of());

    public SessionRecord {
        objects = Map.copyOf(objects);
    }

    boolean hasRoomFor(CookieId cookie) {
        return objects.size() < MetadataLimits.SESSION_OBJECTS || objects.containsKey(cookie);
    }

    /** This itself when the object is listed with this or a higher sequence. */
    SessionRecord with(CookieId cookie, long sequence) {
        Long last = objects.get(cookie);
        if (last != null && last >= sequence) {
            return this;
        }
        Map<CookieId, Long> changed = new HashMap<>(objects);
        changed.put(cookie, sequence);
        return new SessionRecord(changed);
    }

    /** This itself when the object is not listed, or with a higher sequence. */
    SessionRecord without(CookieId cookie, long sequence) {
        Long last = objects.get(cookie);
        if (last == null || last > sequence) {
            return this;
        }
        Map<CookieId, Long> changed = new HashMap<>(objects);
        changed.remove(cookie);
        return new SessionRecord(changed);
    }

    /** The objects of both, as many as there is room for, each with its higher sequence. */
    SessionRecord union(SessionRecord other) {
        SessionRecord all = this;
        for (Map.Entry<CookieId, Long> object : other.objects.entrySet()) {
            all = all.hasRoomFor(object.getKey()) ? all.with(object.getKey(), object.getValue()) : all;
        }
        return all;
    }
}
