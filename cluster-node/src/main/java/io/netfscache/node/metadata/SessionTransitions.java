package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import org.jspecify.annotations.Nullable;

/** What each operation makes of a session's record: pure functions; running one twice is running it once. */
final class SessionTransitions {
    private SessionTransitions() {}

    static Outcome<SessionRecord, Verdict> list(@Nullable SessionRecord record, CookieId cookie, long sequence) {
        SessionRecord known = record == null ? SessionRecord.NONE : record;
        if (!known.hasRoomFor(cookie)) {
            return new Outcome<>(record, Verdict.TOO_MANY_OBJECTS, false);
        }
        SessionRecord next = known.with(cookie, sequence);
        return new Outcome<>(next, Verdict.DONE, !next.equals(record));
    }

    /** With its last object the record goes. */
    static Outcome<SessionRecord, Verdict> strike(@Nullable SessionRecord record, CookieId cookie, long sequence) {
        if (record == null) {
            return new Outcome<>(null, Verdict.DONE, false);
        }
        SessionRecord next = record.without(cookie, sequence);
        return new Outcome<>(next.objects().isEmpty() ? null : next, Verdict.DONE, !next.equals(record));
    }
}
